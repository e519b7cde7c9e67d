import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type BrowserContext, chromium as playwright } from '@playwright/test';
import { chromium, IN_JAPANESE, isRoot } from './chromium';
import type { City } from './city';
import type { DeviceCertificate } from './device-certificates';
import { environment, output } from './process';

/**
 * A Chromium with a home of its own, which trusts the city's authority, ignores no certificate error, and presents the
 * certificate that lies in its own store: everything TLS is the browser's. (In other stories Playwright speaks TLS with the
 * device host in the browser's place.)
 */
export async function openOwnHome(city: City, certificate?: DeviceCertificate): Promise<BrowserContext> {
  const home = await mkdtemp(path.join(city.folder, 'home-'));
  const store = path.join(home, '.pki', 'nssdb');
  await mkdir(store, { recursive: true });
  const database = ['-d', `sql:${store}`];
  await output('certutil', ['-N', '--empty-password', ...database]);
  const authority = path.join(city.folder, 'authority.pem');
  await output('certutil', ['-A', '-t', 'C,,', '-n', 'city', '-i', authority, ...database]);
  if (certificate) {
    await output('pk12util', ['-i', certificate.file, '-W', certificate.password, '-K', '', ...database]);
  }

  const profile = path.join(home, 'chromium');
  await mkdir(path.join(profile, 'Default'), { recursive: true });
  // Whatever certificate there is, without a question: headless, nobody could answer.
  const setting = { setting: { filters: [{}] } };
  const exceptions = { auto_select_certificate: { [`${city.a.deviceOrigin},*`]: setting } };
  await writeFile(
    path.join(profile, 'Default', 'Preferences'),
    JSON.stringify({ profile: { content_settings: { exceptions } } }),
  );

  const { XDG_CONFIG_HOME: _c, XDG_CACHE_HOME: _a, XDG_DATA_HOME: _d, ...env } = environment();
  return playwright.launchPersistentContext(profile, {
    executablePath: chromium(),
    chromiumSandbox: !isRoot,
    ignoreHTTPSErrors: false,
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    viewport: { width: 1280, height: 800 },
    env: { ...(env as Record<string, string>), ...IN_JAPANESE.env, HOME: home },
    args: ['--disable-background-networking', '--disable-component-update', ...IN_JAPANESE.args],
  });
}
