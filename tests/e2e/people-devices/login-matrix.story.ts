import path from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { addAuthenticator } from '../support/authenticator';
import type { City } from '../support/city';
import { type DeviceCertificate, makeCertificate, ownCertificate } from '../support/device-certificates';
import { openOwnHome } from '../support/own-home';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

/** What a browser has. The same list stands in tests/it/login_matrix.rs, where a raw TLS client presents it. */
const PRESENTED = [
  'nothing',
  'own',
  "another's",
  'expired',
  'revoked',
  'of a suspended device',
  'foreign',
  'self-signed authority',
  'unregistered',
  "browser's key",
  "browser's key in TLS",
  'shared',
  'shared of others',
] as const;
type Presented = (typeof PRESENTED)[number];

const STANDINGS = ['active', 'suspended', 'ended'] as const;
type Standing = (typeof STANDINGS)[number];

const LOGINS = ['sato', 'tanaka'] as const;
type Login = (typeof LOGINS)[number];

const UNKNOWN_DEVICE = 'この端末は登録されていません。';
const NOT_VERIFIED = '認証に失敗しました。';

/** Whose device it is, as far as it is one. */
function deviceOf(presented: Presented): Login[] {
  switch (presented) {
    case 'own':
    case "browser's key":
      return ['sato'];
    case "another's":
    case 'shared of others':
      return ['tanaka'];
    case 'shared':
      return ['sato', 'tanaka'];
    default:
      return [];
  }
}

/** Who is inside, or what is said. From the obligation: two factors, both of one account, both in good standing. */
function oracle(
  presented: Presented,
  passkeyOf: Login,
  sato: Standing,
): { inside: Login } | { said: string } {
  const allowed = deviceOf(presented);
  if (allowed.length === 0) return { said: UNKNOWN_DEVICE };
  const isGood = passkeyOf === 'tanaka' || sato === 'active';
  return allowed.includes(passkeyOf) && isGood ? { inside: passkeyOf } : { said: NOT_VERIFIED };
}

/**
 * Makes and registers what is presented; nothing where a browser presents nothing in TLS. One whose time is over, or which
 * another issued than the server names, Chromium does not even offer, so the server hears of no certificate; other clients do
 * offer it, and are told what it is (tests/it/login_matrix.rs, certificates.story.ts).
 */
async function certificateOf(city: City, presented: Presented): Promise<DeviceCertificate | undefined> {
  const name = presented.replaceAll(/[^a-z]+/g, '-');
  const personal = { kind: 'personal', allowed: ['sato'] } as const;
  const made = async (
    issuer: Parameters<typeof makeCertificate>[2],
    registered?: Omit<Parameters<City['registerCertificate']>[0], 'fingerprint'>,
    days = 30,
  ) => {
    const certificate = await makeCertificate(city, name, issuer, days);
    if (registered) await city.registerCertificate({ fingerprint: certificate.fingerprint, ...registered });
    return certificate;
  };
  switch (presented) {
    case 'nothing':
    case "browser's key":
      return undefined;
    case 'own':
      return ownCertificate(city, 'sato');
    case "another's":
      return ownCertificate(city, 'tanaka');
    case 'expired':
      return made('city', personal, -1);
    case 'revoked':
      return made('city', { ...personal, certificate: 'ended' });
    case 'of a suspended device':
      return made('city', { ...personal, device: 'suspended' });
    case 'foreign':
      // Registered, all the same: it must fail by its issuer.
      return made('itself', personal);
    case 'self-signed authority':
      return made('itself-as-authority', personal);
    case 'unregistered':
      return made('city');
    case "browser's key in TLS":
      return made('city', { ...personal, isOfBrowserKey: true });
    case 'shared':
      return made('city', { kind: 'shared', allowed: ['sato', 'tanaka'] });
    case 'shared of others':
      return made('city', { kind: 'shared', allowed: ['tanaka'] });
  }
}

/** Makes this browser one of sato's devices: the key is made in it and stays there. */
async function registerBrowser(city: City, context: BrowserContext): Promise<void> {
  const code = /\/enrol#([0-9A-Z-]+)/.exec(await city.demo('enrol', 'sato', '--browser'))?.[1];
  const page = await context.newPage();
  await addAuthenticator(page);
  await page.goto(`${city.a.origin}/enrol#${code}`);
  await page.getByRole('button', { name: 'この端末を登録する' }).click();
  await expect(page.getByRole('heading', { name: '担当している方' })).toBeVisible();
  await city.endSessions();
  await page.close();
  await context.clearCookies();
}

/** The account that is signed in. */
async function account(page: Page): Promise<string | undefined> {
  return page.evaluate(async () => {
    const answer = await fetch('/api/v1/session');
    return answer.ok ? ((await answer.json()) as { account: string }).account : undefined;
  });
}

// One machine tries what a whole city would in days.
test.use({ settings: { RENRAKUCHO__LIMITS__SIGN_IN_STEPS_PER_SECOND_PER_ADDRESS: '1000' } });

test('Of every device, every passkey and every account, a browser enters with two factors of one account alone', {
  tag: '@people-devices',
}, async ({ city }) => {
  test.setTimeout(600_000);
  const ids = new Map<Login, string>();
  const entered: string[] = [];
  let tried = 0;

  for (const presented of PRESENTED) {
    await test.step(presented, async () => {
      const context = await openOwnHome(city, await certificateOf(city, presented));
      if (presented === "browser's key") await registerBrowser(city, context);
      for (const sato of STANDINGS) {
        await city.accountStands('sato', sato);
        for (const passkeyOf of LOGINS) {
          const what = `${presented}, passkey of ${passkeyOf}, sato ${sato}`;
          const page = await context.newPage();
          await addAuthenticator(page, path.join(city.person(passkeyOf), 'passkey.json'));
          await page.goto(city.a.origin);
          await page.getByRole('button', { name: 'パスキーでログイン' }).click();
          const expected = oracle(presented, passkeyOf, sato);
          if ('inside' in expected) {
            await expect(page, what).toHaveURL(/\/rooms$/);
            const id = await account(page);
            expect(id, what).toBeDefined();
            // Always the same one, and never another's.
            expect(ids.get(expected.inside) ?? id, what).toBe(id);
            ids.set(expected.inside, id as string);
            entered.push(what);
          } else {
            await expect(page.getByRole('status'), what).toContainText(expected.said);
            expect(new URL(page.url()).pathname, what).toBe('/sign-in');
            expect(await account(page), what).toBeUndefined();
            const cookies = await context.cookies(city.a.origin);
            expect(
              cookies.map((cookie) => cookie.name),
              what,
            ).not.toContain('__Host-renrakucho');
          }
          if (sato === 'active' && passkeyOf === 'sato') {
            await picture(page, `login-matrix-${presented.replaceAll(/[^a-z]+/gi, '-')}-desktop`);
          }
          await page.close();
          await context.clearCookies();
          await city.endSessions();
          tried += 1;
        }
      }
      await city.accountStands('sato', 'active');
      await context.close();
    });
  }

  expect(tried).toBe(78);
  expect(entered).toHaveLength(12);
  expect(ids.get('sato')).not.toBe(ids.get('tanaka'));
  // Nobody who was refused left a session behind; one is the enrolment's.
  expect(await city.sessions()).toBe(13);
});
