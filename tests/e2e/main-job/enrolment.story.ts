import { expectAccessible } from '../support/accessibility';
import type { City } from '../support/city';
import { equip } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

/** What the facility hands over: a device certificate, and a code that is good once. */
async function invite(city: City, login: string): Promise<{ device: string; code: string }> {
  const told = await city.demo('enrol', login);
  const device = /(\/\S+)\/device\.p12/.exec(told)?.[1];
  const code = /: +([0-9A-Z]{5}(?:-[0-9A-Z]{1,5}){5})$/m.exec(told)?.[1];
  if (!device || !code) throw new Error(`what it told holds no code:\n${told}`);
  return { device, code };
}

test('A newcomer registers a phone with the code from the facility, and is inside', {
  tag: '@main-job',
}, async ({ browser, city }) => {
  const { device, code } = await invite(city, 'ueda');
  const page = await equip(browser, { node: city.a, screen: 'phone', device });
  const create = page.getByRole('button', { name: '登録してパスキーを作る' });

  await test.step('the device is known by its certificate', async () => {
    await page.goto(city.a.origin);
    await page.getByRole('link', { name: 'はじめての方' }).tap();
    await expect(page.getByRole('heading', { name: 'はじめての方' })).toBeVisible();
    await page.getByRole('button', { name: 'この端末を登録する' }).tap();
    await expect(page.getByText('端末を確認しました。')).toBeVisible();
    await picture(page, 'enrolment-phone');
  });

  await test.step('a wrong code is refused, and can be corrected', async () => {
    await page.getByRole('textbox', { name: '登録コード' }).fill('00000-00000-00000-00000-00000-0');
    await create.tap();
    await expect(page.getByText('登録コードを確認できませんでした。')).toBeVisible();
    await picture(page, 'enrolment-wrong-code-phone');
    await expectAccessible(page, 'enrolment, wrong code');
  });

  await test.step('with the code a passkey is made, and it opens the door', async () => {
    // As people type it: small letters, spaces for hyphens.
    await page.getByRole('textbox', { name: '登録コード' }).fill(code.toLowerCase().replaceAll('-', ' '));
    await create.tap();
    await expect(page.getByRole('heading', { name: '担当している方' })).toBeVisible();
    await expect(page.getByRole('link', { name: '見本 ハナ' })).toBeVisible();
  });

  await test.step('the passkey alone opens it the next time', async () => {
    await page.getByRole('link', { name: '設定' }).tap();
    await page.getByRole('button', { name: 'ログアウト' }).tap();
    await expect(page.getByText('ログアウトしました。')).toBeVisible();
    await page.getByRole('button', { name: 'パスキーでログイン' }).tap();
    await expect(page.getByRole('heading', { name: '担当している方' })).toBeVisible();
  });

  await test.step('the code is spent', async () => {
    const other = await equip(browser, { node: city.b, screen: 'phone', device });
    await other.goto(`${city.b.origin}/enrolment`);
    await other.getByRole('button', { name: 'この端末を登録する' }).tap();
    await other.getByRole('textbox', { name: '登録コード' }).fill(code);
    await other.getByRole('button', { name: '登録してパスキーを作る' }).tap();
    await expect(other.getByText('登録コードを確認できませんでした。')).toBeVisible();
  });
});
