import { expectAccessible } from '../support/accessibility';
import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;
const SATO = '佐藤 あおい';

test('The city suspends an ID on a ground: what is open there ends, and after the lifting the person is back', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  const sato = await Person.signIn(browser, city, 'sato', city.a, 'phone');
  const kato = await Person.signIn(browser, city, 'kato', city.b, 'desktop');
  const { page } = kato;
  await sato.openRoom(HANA);

  await test.step('a ground is asked for, and what follows is said before', async () => {
    await page.getByRole('link', { name: '職員と端末' }).click();
    await page.getByRole('link', { name: /みほん訪問看護ステーション/ }).click();
    await page.getByRole('link', { name: SATO }).click();
    await page.getByRole('button', { name: 'IDを一時停止する' }).click();
    const dialog = page.getByRole('dialog', { name: 'IDを一時停止する' });
    await expect(dialog).toContainText('開いている画面も閉じます');
    await expect(dialog.getByRole('button', { name: 'やめる' })).toBeFocused();
    await dialog.getByRole('button', { name: 'IDを一時停止する' }).click();
    await expect(dialog.getByText('一時停止の理由を選んでください。')).toBeVisible();
    await dialog.getByText('不正アクセス').click();
    await picture(page, 'suspension-desktop');
    await expectAccessible(page, 'suspension-desktop');
    await dialog.getByRole('button', { name: 'IDを一時停止する' }).click();
  });

  await test.step('their page ends, and nothing of the room is left there', async () => {
    await expect(page.getByText('このIDの利用は一時停止中です。')).toBeVisible();
    await expect(sato.page.getByText(HANA)).toHaveCount(0);
    expect((await sato.get('/rooms')).status).toBe(401);
    await picture(page, 'suspended-desktop');
  });

  await test.step('it is lifted, and they sign in again', async () => {
    await page.getByRole('button', { name: 'IDの一時停止を解除する' }).click();
    const dialog = page.getByRole('dialog', { name: 'IDの一時停止を解除する' });
    await dialog.getByRole('button', { name: 'IDの一時停止を解除する' }).click();
    await expect(page.getByRole('button', { name: 'IDを一時停止する' })).toBeVisible();
    const back = await Person.signIn(browser, city, 'sato', city.a, 'phone');
    await back.openRoom(HANA);
  });
});
