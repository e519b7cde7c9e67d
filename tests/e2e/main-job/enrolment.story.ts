import type { Browser, Locator, Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import type { City } from '../support/city';
import { equip, Person } from '../support/person';
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

/** The code on the printed sheet: for a device that has no certificate yet. */
async function link(city: City, login: string): Promise<string> {
  const told = await city.demo('enrol', login, '--browser');
  const code = /\/enrol#([0-9A-Z-]+)/.exec(told)?.[1];
  if (!code) throw new Error(`what it told holds no link:\n${told}`);
  return code;
}

/** The city's moderator suspends a device. */
async function suspend(browser: Browser, city: City, label: string): Promise<void> {
  const { page } = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  const status = await page.evaluate(async (wanted) => {
    const list = (await (await fetch('/api/v1/city/devices')).json()) as {
      devices: { device: string; label: string; version: number }[];
    };
    const line = list.devices.find((device) => device.label === wanted);
    const answer = await fetch(`/api/v1/city/devices/${line?.device}/suspension`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ version: line?.version, grounds: 'lost' }),
    });
    return answer.status;
  }, label);
  expect(status).toBe(200);
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('link', { name: '設定' }).click();
  await page.getByRole('button', { name: 'ログアウト' }).click();
  await expect(page.getByText('ログアウトしました。')).toBeVisible();
}

test('A newcomer whose device has a certificate types the code from the facility, and is inside', {
  tag: '@main-job',
}, async ({ browser, city }) => {
  const { device, code } = await invite(city, 'ueda');
  const page = await equip(browser, { node: city.a, screen: 'phone', device });
  const box = page.getByRole('textbox', { name: '登録コード' });
  const next = page.getByRole('button', { name: '次へ' });

  await test.step('a wrong code is refused, and can be corrected', async () => {
    await page.goto(city.a.origin);
    await page.getByRole('link', { name: 'はじめての方' }).tap();
    await expect(page.getByRole('heading', { name: 'はじめての方' })).toBeVisible();
    await picture(page, 'enrolment-phone');
    await box.fill('00000-00000-00000-00000-00000-0');
    await next.tap();
    await expect(page.getByText('この登録コードは使えません。')).toBeVisible();
    await expect(box).toHaveValue('00000-00000-00000-00000-00000-0');
    await picture(page, 'enrolment-wrong-code-phone');
    await expectAccessible(page, 'enrolment, wrong code');
  });

  await test.step('the device is known by its certificate, and the code came along', async () => {
    // As people type it: small letters, spaces for hyphens.
    await box.fill(code.toLowerCase().replaceAll('-', ' '));
    await next.tap();
    await page.getByRole('button', { name: 'この端末を登録する' }).tap();
    await expect(page.getByText('端末を確認しました。')).toBeVisible();
    await page.getByRole('button', { name: 'パスキーを作る' }).tap();
    await expect(page.getByRole('heading', { name: '担当している方' })).toBeVisible();
    await expect(page.getByRole('link', { name: '見本 ハナ' })).toBeVisible();
  });

  await test.step('the passkey alone opens it the next time', async () => {
    await signOut(page);
    await page.getByRole('button', { name: 'パスキーでログイン' }).tap();
    await expect(page.getByRole('heading', { name: '担当している方' })).toBeVisible();
  });

  await test.step('the code is spent', async () => {
    const other = await equip(browser, { node: city.b, screen: 'phone', device });
    await other.goto(`${city.b.origin}/enrolment`);
    await other.getByRole('textbox', { name: '登録コード' }).fill(code);
    await other.getByRole('button', { name: '次へ' }).tap();
    await expect(other.getByText('この登録コードは使えません。')).toBeVisible();
  });
});

test('A newcomer scans the code on the sheet, and is in a room within three taps', {
  tag: '@main-job',
}, async ({ browser, city }) => {
  const code = await link(city, 'ueda');
  const page = await equip(browser, { node: city.a, screen: 'phone' });
  let taps = 0;
  const tap = async (target: Locator) => {
    taps += 1;
    await target.tap();
  };
  const register = page.getByRole('button', { name: 'この端末を登録する' });

  await test.step('the page says whom the code is for, and keeps it out of the address', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${city.a.origin}/enrol#${code}`);
    await expect(page.getByText('上田')).toBeVisible();
    expect(page.url()).toBe(`${city.a.origin}/enrol`);
    expect(asked.join(' ')).not.toContain(code);
    await picture(page, 'enrolment-link-phone');
    await expectAccessible(page, 'enrolment by a link');
  });

  await test.step('inside a room', async () => {
    const began = Date.now();
    await tap(register);
    await tap(page.getByRole('link', { name: '見本 ハナ' }));
    await expect(page.getByRole('textbox', { name: '本文' })).toBeVisible();
    const seconds = (Date.now() - began) / 1_000;
    test.info().annotations.push({ type: 'taps', description: `${taps} taps, ${seconds} s` });
    expect(taps).toBeLessThanOrEqual(3);
    expect(seconds).toBeLessThan(20);
  });

  await test.step('out, and in again without a trip to another host', async () => {
    await page.goto(`${city.a.origin}/rooms`);
    await signOut(page);
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).origin));
    await page.getByRole('button', { name: 'パスキーでログイン' }).tap();
    await expect(page.getByRole('heading', { name: '担当している方' })).toBeVisible();
    expect([...hosts]).toEqual([city.a.origin]);
    await signOut(page);
  });

  await test.step('a device that was stopped is told what to do', async () => {
    await suspend(browser, city, '上田 さやかさんの追加の端末');
    await page.getByRole('button', { name: 'パスキーでログイン' }).tap();
    await expect(page.getByText('この端末の登録は使えなくなっています。')).toBeVisible();
    await picture(page, 'key-refused-phone');
    await expectAccessible(page, 'a refused key');
  });
});

test('An enrolment that stumbles says why, and goes on where it was', {
  tag: '@main-job',
}, async ({ browser, city }) => {
  const code = await link(city, 'ueda');
  const page = await equip(browser, { node: city.a, screen: 'desktop' });
  const register = page.getByRole('button', { name: 'この端末を登録する' });
  await page.goto(`${city.a.origin}/enrol#${code}`);
  await expect(register).toBeVisible();
  await picture(page, 'enrolment-link-desktop');
  await expectAccessible(page, 'enrolment by a link, desktop');

  await test.step('the person puts the dialog away', async () => {
    await page.evaluate(() => {
      const { create } = CredentialsContainer.prototype;
      CredentialsContainer.prototype.create = function once() {
        CredentialsContainer.prototype.create = create;
        return Promise.reject(new DOMException('', 'NotAllowedError'));
      };
    });
    await register.click();
    await expect(page.getByText('確認が終わりませんでした。')).toBeVisible();
  });

  await test.step('the answer is lost on its way, after the server took the passkey', async () => {
    await page.route('**/api/v1/enrolment/finish', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await register.click();
    await expect(page.getByText('サーバーに接続できません。')).toBeVisible();
    await page.unroute('**/api/v1/enrolment/finish');
    await register.click();
    await expect(page.getByRole('heading', { name: '担当している方' })).toBeVisible();
  });
});

test('A browser that keeps nothing is told so before a passkey is made', {
  tag: '@main-job',
}, async ({ browser, city }) => {
  const code = await link(city, 'ueda');
  const page = await equip(browser, { node: city.a, screen: 'phone' });
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('', 'SecurityError');
    };
  });
  await page.goto(`${city.a.origin}/enrol#${code}`);
  await page.getByRole('button', { name: 'この端末を登録する' }).tap();
  await expect(page.getByText('このブラウザーには登録を保存できません。')).toBeVisible();
  await picture(page, 'storage-blocked-phone');
  await expectAccessible(page, 'storage blocked');
});
