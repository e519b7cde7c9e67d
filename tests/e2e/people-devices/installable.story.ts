import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContextOptions, chromium as engine, type Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import { addAuthenticator } from '../support/authenticator';
import { chromium, IN_JAPANESE, isRoot } from '../support/chromium';
import type { City } from '../support/city';
import { equip } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  locale: 'ja-JP',
};

/** The code on the printed sheet. */
async function sheet(city: City): Promise<string> {
  const code = /\/enrol#([0-9A-Z-]+)/.exec(await city.demo('enrol', 'ueda', '--browser'))?.[1];
  if (!code) throw new Error('no link');
  return code;
}

/** Says the word by which a page knows an iPhone's browser: whether it was opened from the home screen. */
const beIPhone = (page: Page, standalone: boolean) =>
  page.addInitScript((is) => {
    Object.defineProperty(Navigator.prototype, 'standalone', { get: () => is, configurable: true });
  }, standalone);

test('Chromium finds nothing that keeps the app from being installed, and a phone is told whether its key will stay', {
  tag: '@people-devices',
}, async ({ city }) => {
  // What is private is never installed, so this browser has a home of its own.
  const home = await mkdtemp(path.join(tmpdir(), 'renrakucho-browser-'));
  const context = await engine.launchPersistentContext(home, {
    ...PHONE,
    executablePath: chromium(),
    chromiumSandbox: !isRoot,
    ignoreHTTPSErrors: true,
    args: ['--ignore-certificate-errors', ...IN_JAPANESE.args],
    env: { ...(process.env as Record<string, string>), ...IN_JAPANESE.env },
  });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await addAuthenticator(page);
    const code = await sheet(city);

    await test.step('by the manifest alone: there is no service worker', async () => {
      await page.goto(`${city.a.origin}/enrol#${code}`);
      await expect(page.getByRole('button', { name: 'この端末を登録する' })).toBeVisible();
      const session = await context.newCDPSession(page);
      const { url, errors, data } = await session.send('Page.getAppManifest');
      expect(url).toBe(`${city.a.origin}/manifest.webmanifest`);
      expect(errors).toEqual([]);
      expect(JSON.parse(data ?? '')).toMatchObject({
        short_name: '連絡帳',
        display: 'standalone',
        lang: 'ja',
      });
      expect((await session.send('Page.getInstallabilityErrors')).installabilityErrors).toEqual([]);
      expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(
        0,
      );
      // Chromium's own offer, as it makes it to phones.
      await expect(page.getByRole('button', { name: 'ホーム画面に追加する' })).toBeVisible();
      await picture(page, 'installable-enrolment-phone');
      await expectAccessible(page, 'an enrolment with the offer of the home screen');
    });

    await test.step('the own devices say whether the browser keeps the key, as the browser itself says', async () => {
      await page.getByRole('button', { name: 'この端末を登録する' }).tap();
      await expect(page.getByRole('heading', { name: '担当している方' })).toBeVisible();
      await page.getByRole('link', { name: '設定' }).tap();
      await page.getByRole('link', { name: 'パスキーとログイン' }).tap();
      const devices = page.getByRole('region', { name: '登録された端末' });
      const keeps = await page.evaluate(() => navigator.storage.persisted());
      test.info().annotations.push({ type: 'persisted', description: String(keeps) });
      await expect(devices).toContainText(keeps ? 'ブラウザーに残ります' : '消えることがあります');
      await devices.evaluate((card) => card.scrollIntoView({ block: 'end' }));
      await picture(page, 'installable-kept-phone');
      await expectAccessible(page, 'whether the key stays');
      if (keeps) return;
      await devices.getByRole('button', { name: '消えないように保護する' }).tap();
      const granted = await page.evaluate(() => navigator.storage.persisted());
      await expect(devices).toContainText(
        granted ? 'ブラウザーに残ります' : 'このブラウザーでは保護できませんでした',
      );
      await picture(page, 'installable-asked-phone');
    });
  } finally {
    await context.close();
    await rm(home, { recursive: true, force: true });
  }
});

test('On an iPhone the home screen comes before the enrolment, with the code to take along', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  const page = await equip(browser, { node: city.a, screen: 'phone' });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await beIPhone(page, false);
  const code = await sheet(city);

  await page.goto(`${city.a.origin}/enrol#${code}`);
  const first = page.getByRole('region', { name: 'iPhone・iPad では、先にホーム画面に追加します' });
  await expect(first.getByRole('listitem')).toHaveCount(3);
  await first.getByRole('button', { name: '登録コードをコピーする' }).tap();
  await expect(first.getByText('コピーしました。')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code);
  await first.evaluate((box) => box.scrollIntoView({ block: 'end' }));
  await picture(page, 'home-screen-first-phone');
  await expectAccessible(page, 'the home screen first');

  // From the home screen: another place for keys, the start page, and the code that was taken along.
  const installed = await equip(browser, { node: city.a, screen: 'phone' });
  await beIPhone(installed, true);
  await installed.goto(city.a.origin);
  await installed.getByRole('link', { name: 'はじめての方' }).tap();
  await installed.getByRole('textbox', { name: '登録コード' }).fill(code);
  await installed.getByRole('button', { name: '次へ' }).tap();
  await expect(installed.getByRole('button', { name: 'この端末を登録する' })).toBeVisible();
  await expect(installed.getByText('先にホーム画面に追加します')).toHaveCount(0);
  await installed.getByRole('button', { name: 'この端末を登録する' }).tap();
  await expect(installed.getByRole('heading', { name: '担当している方' })).toBeVisible();
});
