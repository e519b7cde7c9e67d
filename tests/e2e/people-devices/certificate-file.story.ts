import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import { equip } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const REGISTER = '証明書のファイルで登録する';

const check = async (page: Page, name: string) => {
  await picture(page, name);
  await expectAccessible(page, name);
};

test(
  'Whose browser cannot be registered takes a certificate in a file, once, and is in with it',
  {
    tag: '@people-devices',
  },
  async ({ browser, city }, info) => {
    const told = await city.demo('enrol', 'ueda', '--browser');
    const code = /\/enrol#([0-9A-Z-]+)/.exec(told)?.[1] ?? '';
    const device = info.outputPath('device');

    await test.step('the file is made once, its password shown once, with steps for each system', async () => {
      const page = await equip(browser, { node: city.a, screen: 'phone' });
      await page.goto(`${city.a.origin}/enrol#${code}`);
      await page.getByRole('button', { name: REGISTER }).tap();
      await expect(page.getByText('1つの登録コードで1回だけ')).toBeVisible();
      await check(page, 'certificate-file-offered-phone');
      await page.getByRole('button', { name: '証明書のファイルを作る' }).tap();
      await expect(page.getByText('証明書のファイルを作りました。')).toBeVisible();
      const saving = page.waitForEvent('download');
      await page.getByRole('link', { name: 'ファイルを保存する' }).tap();
      const file = await saving;
      expect(file.suggestedFilename()).toBe('renrakucho.p12');
      await file.saveAs(path.join(device, 'device.p12'));
      const password = (await page.getByRole('definition').textContent()) ?? '';
      expect(password).toMatch(/^[0-9a-f]{20}$/);
      writeFileSync(path.join(device, 'device.password'), password);
      for (const system of ['Windows', 'Mac', 'iPhone・iPad']) {
        await page.getByText(system, { exact: true }).tap();
      }
      await check(page, 'certificate-file-made-phone');
      await page.screenshot({ path: info.outputPath('whole.png'), fullPage: true });
      // The browser can no more be registered with this code, and another file is not made.
      await expect(page.getByRole('button', { name: 'この端末を登録する' })).toHaveCount(0);
      await page.reload();
      await expect(page.getByText(password)).toHaveCount(0);
      const again = await equip(browser, { node: city.b, screen: 'desktop' });
      await again.goto(`${city.b.origin}/enrol#${code}`);
      await again.getByRole('button', { name: REGISTER }).click();
      await again.getByRole('button', { name: '証明書のファイルを作る' }).click();
      await expect(again.getByText('すでにファイルが作られているか')).toBeVisible();
      await check(again, 'certificate-file-refused-desktop');
    });

    await test.step('with the file on the device its person makes the passkey, and is in', async () => {
      const page = await equip(browser, { node: city.a, screen: 'desktop', device });
      await page.goto(`${city.a.origin}/enrol#${code}`);
      await page.getByRole('button', { name: 'この端末を登録する' }).click();
      await expect(page.getByText('端末を確認しました。')).toBeVisible();
      await page.getByRole('button', { name: 'パスキーを作る' }).click();
      await expect(page.getByRole('heading', { name: '担当している方' })).toBeVisible();
      await page.getByRole('link', { name: '設定' }).click();
      await page.getByRole('button', { name: 'ログアウト' }).click();
      await page.getByRole('button', { name: 'パスキーでログイン' }).click();
      await expect(page.getByRole('heading', { name: '担当している方' })).toBeVisible();
    });
  },
);

test.describe('where the city allows files alone', () => {
  test.use({ settings: { RENRAKUCHO__DEVICES__KINDS: '["file"]' } });

  test('the file is the way, and leads on to the device host', { tag: '@people-devices' }, async ({
    browser,
    city,
  }) => {
    const told = await city.demo('enrol', 'ueda', '--browser');
    const code = /\/enrol#([0-9A-Z-]+)/.exec(told)?.[1] ?? '';
    const page = await equip(browser, { node: city.a, screen: 'desktop' });
    await page.goto(`${city.a.origin}/enrol#${code}`);
    await expect(page.getByText('この市では、証明書のファイルを端末に入れて登録します。')).toBeVisible();
    await expect(page.getByRole('button', { name: 'この端末を登録する' })).toHaveCount(0);
    await check(page, 'certificate-file-only-desktop');
    await page.getByRole('button', { name: '証明書のファイルを作る' }).click();
    await expect(page.getByText('証明書のファイルを作りました。')).toBeVisible();
    await check(page, 'certificate-file-made-desktop');
    // This browser did not take it in: the device host has nothing to accept.
    await page.getByRole('button', { name: '取り込みが終わったら次へ' }).click();
    await expect(page.getByText('登録する方')).toBeVisible();
    await expect(page.getByText('証明書が、まだこの端末に入っていません。')).toBeVisible();
    await expect(page.getByText('端末への取り込み方', { exact: true })).toBeVisible();
    await picture(page, 'certificate-file-not-imported-desktop');
  });
});
