import { expectAccessible } from '../support/accessibility';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana');
const SECRET = '今朝は食欲がなく、水分だけ取られました。';

test('The city sees who read and wrote about a person, and who was refused; never what was written', {
  tag: '@main-job',
}, async ({ browser, city }) => {
  const sato = await Person.signIn(browser, city, 'sato', city.a, 'desktop');
  await sato.openRoom(HANA.name);
  await sato.composer.fill(SECRET);
  await sato.page.getByRole('button', { name: '投稿する' }).click();
  await expect(sato.post(SECRET).locator('time')).toBeVisible();
  const ito = await Person.signIn(browser, city, 'ito', city.b, 'phone');
  const { rooms } = (await sato.get<{ rooms: { room: string; label: string }[] }>('/rooms')).body;
  const hana = rooms.find(({ label }) => label === HANA.name)?.room ?? '';
  expect((await ito.get(`/rooms/${hana}`)).status).toBe(404);

  const { page } = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  const lines = page.getByRole('region', { name: '見つかった記録（新しい順）' }).getByRole('listitem');
  const check = async (name: string) => {
    await picture(page, name);
    await expectAccessible(page, name);
  };

  await test.step('the newest first; that the city looks is the first line', async () => {
    await page.getByRole('link', { name: '記録の確認' }).click();
    await expect(lines.first()).toContainText('操作の記録を見ました');
    await expect(lines.first()).toContainText('加藤');
    const written = lines.filter({ hasText: `${HANA.name}さんのルームに投稿しました` }).first();
    await expect(written).toContainText('佐藤');
    await expect(written).toContainText('端末：');
    await expect(page.getByRole('main')).not.toContainText(SECRET);
    await check('audit-desktop');
  });

  await test.step('whether the log is what it was, and up to which event', async () => {
    await expect(async () => {
      await page.reload();
      await expect(page.getByText('書き換えや抜け落ちはありません。')).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await expect(page.getByText('前の記録とつながれ')).toBeVisible();
  });

  await test.step('by person and kind: who was refused', async () => {
    await page.getByRole('button', { name: '記録を絞り込む' }).click();
    const room = page.getByRole('combobox', { name: '支援対象者' });
    await expect(room.getByRole('option', { name: HANA.name })).toBeAttached();
    await room.selectOption(hana);
    await page.getByRole('combobox', { name: '操作の種類' }).selectOption({ label: '認められなかった操作' });
    await page.getByRole('button', { name: 'この条件で探す' }).click();
    await expect(lines.first()).toContainText('ルームの閲覧は、認められませんでした');
    await expect(lines.first()).toContainText('伊藤');
    await expect(lines.first()).toContainText('権限がないか、対象がありません');
    await check('audit-filter-desktop');
  });

  await test.step('days that are turned are not asked for', async () => {
    await page.getByLabel('はじめの日').fill('2026-02-02');
    await page.getByLabel('おわりの日').fill('2026-02-01');
    await expect(page.getByText('はじめの日は、おわりの日より前にしてください。')).toBeVisible();
    await page.getByRole('button', { name: '条件をすべて外す' }).click();
    await expect(lines.first()).toContainText('操作の記録を見ました');
  });

  await test.step('what a line holds beside its sentence', async () => {
    await lines.first().getByText('くわしく').click();
    await expect(lines.first()).toContainText('audit_read');
  });

  await test.step('older ones, on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.reload();
    await expect(lines.first()).toBeVisible();
    await check('audit-phone');
    const before = await lines.count();
    const more = page.getByRole('button', { name: 'もっと前の記録を見る' });
    await more.click();
    await expect.poll(() => lines.count()).toBeGreaterThan(before);
    await page.getByRole('button', { name: '記録を絞り込む' }).click();
    await expect(page.getByRole('combobox', { name: '職員' })).toBeVisible();
    await check('audit-filter-phone');
  });
});
