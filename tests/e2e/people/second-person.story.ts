import { expectAccessible } from '../support/accessibility';
import { equip, Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const SATO = '佐藤 あおい';

test.use({ settings: { RENRAKUCHO__PEOPLE__SECOND_PERSON: 'always' } });

test('Outside the desk hours a new phone waits for a second person, and then it goes on', {
  tag: '@people',
}, async ({ browser, city }) => {
  await Person.signIn(browser, city, 'sato', city.b, 'phone');
  const { page } = await Person.signIn(browser, city, 'ito', city.a, 'phone');
  const check = async (name: string) => {
    await picture(page, name);
    await expectAccessible(page, name);
  };
  await page.getByRole('link', { name: '職員と端末' }).tap();
  await page.getByRole('link', { name: SATO }).tap();
  await page.getByRole('button', { name: `${SATO}さんの端末：紛失の届出` }).tap();
  await page.getByRole('checkbox', { name: /本人が目の前にいるので/ }).check();
  await page.getByRole('checkbox', { name: /本人であることを確かめました/ }).check();
  await page.getByRole('button', { name: '停止してコードを作る' }).tap();
  await expect(page.getByText('市の受付時間外のため、')).toBeVisible();
  await check('second-person-code-phone');
  const sheet = page.getByRole('main').getByRole('article');
  const code = /[0-9A-Z]{5}(?:-[0-9A-Z]{1,5}){5}/.exec((await sheet.textContent()) ?? '')?.[0] ?? '';
  const back = await equip(browser, { node: city.b, screen: 'phone' });
  await back.goto(`${city.b.origin}/enrol#${code}`);
  await expect(back.getByText('この登録コードは使えません。')).toBeVisible();
  await page.getByRole('button', { name: '読み取りました・閉じる' }).tap();
  await expect(page.getByText('確認を待っています。')).toBeVisible();
  await expect(page.getByRole('button', { name: 'コードを確認する' })).toHaveCount(0);
  await check('second-person-waiting-phone');

  await test.step('the city confirms', async () => {
    const { page: desk } = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
    await desk.getByRole('link', { name: '職員と端末' }).click();
    await desk.getByRole('link', { name: /みほん訪問看護ステーション/ }).click();
    await expect(desk.getByRole('row').filter({ hasText: SATO })).toContainText('確認待ち');
    await desk.getByRole('link', { name: SATO }).click();
    await desk.getByRole('button', { name: 'コードを確認する' }).click();
    const dialog = desk.getByRole('dialog', { name: 'コードを確認する' });
    await dialog.getByRole('checkbox').check();
    await picture(desk, 'second-person-confirm-desktop');
    await expectAccessible(desk, 'second-person-confirm-desktop');
    await dialog.getByRole('button', { name: '確認する' }).click();
    await expect(desk.getByText(`${SATO}さんのコードを確認しました。`)).toBeVisible();
    await picture(desk, 'second-person-confirmed-desktop');
  });

  await back.goto(city.b.origin);
  await back.goto(`${city.b.origin}/enrol#${code}`);
  await back.getByRole('button', { name: 'この端末を登録する' }).tap();
  await expect(back.getByRole('heading', { name: '担当している方' })).toBeVisible();
});
