import { expectAccessible } from '../support/accessibility';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const WORDS =
  '閲覧の多い職員は、いずれも担当の支援チームでした。認められなかった操作は、招待前のルームを開こうとしたものです。';

test('The city looks at what was done in the month before, and signs that it did', {
  tag: '@consent-city',
}, async ({ browser, city }) => {
  const sato = await Person.signIn(browser, city, 'sato', city.b, 'phone');
  await sato.openRoom(demoRoom('hana').name);
  const ito = await Person.signIn(browser, city, 'ito', city.b, 'desktop');
  const { rooms } = (await sato.get<{ rooms: { room: string; label: string }[] }>('/rooms')).body;
  const hana = rooms.find(({ label }) => label === demoRoom('hana').name)?.room ?? '';
  expect((await ito.get(`/rooms/${hana}`)).status).toBe(404);
  await city.wasLastMonth();

  const { page } = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  const check = async (name: string) => {
    await picture(page, name);
    await expectAccessible(page, name);
  };

  await test.step('the months that wait are counted', async () => {
    await page.getByRole('link', { name: '記録の確認' }).click();
    await page.getByRole('link', { name: '月次の確認' }).click();
    await expect(page.getByText('まだ確認していない月が1つあります。')).toBeVisible();
    await check('audit-reviews-desktop');
  });

  await test.step('what was done, who looked most, what was refused', async () => {
    await page.getByRole('region', { name: '月の一覧（新しい順）' }).getByRole('link').nth(1).click();
    await expect(page.getByText('この月は、まだ確認されていません。')).toBeVisible();
    await expect(page.getByRole('region', { name: '多くのルームを見た人' })).toContainText('佐藤');
    await expect(page.getByRole('region', { name: '認められなかった操作' })).toContainText('1回');
    await check('audit-review-desktop');
    await page.setViewportSize({ width: 390, height: 844 });
    await check('audit-review-phone');
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await test.step('it is signed with words, and the log is what it was', async () => {
    await page.getByRole('button', { name: '確認したことを記録する' }).click();
    await expect(page.getByText('確かめたことを、500文字以内で入力してください。')).toBeVisible();
    await page.getByRole('textbox', { name: '確かめたこと・したこと' }).fill(WORDS);
    await check('audit-review-form-desktop');
    await page.getByRole('button', { name: '確認したことを記録する' }).click();
    await expect(page.getByText('確認を記録しました。')).toBeVisible();
    await expect(page.getByText('この月の記録は、確認したときのままです。')).toBeVisible();
    await check('audit-review-signed-desktop');
    await page.getByRole('link', { name: '月次の確認' }).click();
    await expect(page.getByText('終わった月は、すべて確認されています。')).toBeVisible();
  });

  await test.step('what the moderator did, the approver looks at', async () => {
    const { page: phone } = await Person.signIn(browser, city, 'okada', city.b, 'phone');
    await phone.getByRole('link', { name: '記録の確認' }).tap();
    const lines = phone.getByRole('region', { name: '見つかった記録' }).getByRole('listitem');
    await expect(lines.filter({ hasText: '加藤' }).first()).toBeVisible();
    await picture(phone, 'audit-approver-phone');
    await phone.getByRole('button', { name: '記録を絞り込む' }).tap();
    await expect(phone.getByRole('combobox', { name: '支援対象者' })).toHaveCount(0);
    const people = phone.getByRole('combobox', { name: '職員' });
    const kato = people.getByRole('option', { name: /加藤/ });
    await expect(kato).toBeAttached();
    await people.selectOption((await kato.getAttribute('value')) ?? '');
    await expect(phone.getByRole('combobox', { name: '職員・端末の、どちらの操作か' })).toBeVisible();
    await phone.getByRole('button', { name: 'この条件で探す' }).tap();
    await expect(lines.first()).toContainText('加藤');
    await picture(phone, 'audit-approver-filter-phone');
    await expectAccessible(phone, 'audit-approver-filter-phone');
  });
});
