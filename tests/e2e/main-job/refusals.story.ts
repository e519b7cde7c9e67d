import path from 'node:path';
import type { Browser } from '@playwright/test';
import type { City } from '../support/city';
import { type Equipment, equip } from '../support/person';
import { picture } from '../support/pictures';
import { foreignDevice, unknownPasskey } from '../support/stranger';
import { expect, test } from '../support/test';

const UNKNOWN_DEVICE =
  'この端末は登録されていません。施設の管理者にご連絡ください。ブラウザーのデータを消したときや、証明書の期限が切れたときは、新しい登録コードで登録し直してください。';
const NOT_VERIFIED = '認証に失敗しました。';

test('Who lacks a device or its passkey stays outside, and does not learn what was wrong with it', {
  tag: '@main-job',
}, async ({ browser, city }) => {
  const node = city.a;
  const sato = city.person('sato');
  const passkeyOf = (login: string) => path.join(city.person(login), 'passkey.json');

  await test.step('a device without a certificate', async () => {
    await expectRefused(
      browser,
      city,
      { node, screen: 'desktop', passkey: passkeyOf('sato') },
      UNKNOWN_DEVICE,
    );
  });
  await test.step('a device with a certificate of another authority', async () => {
    const device = await foreignDevice(city);
    const equipment: Equipment = { node, screen: 'desktop', device, passkey: passkeyOf('sato') };
    await expectRefused(browser, city, equipment, UNKNOWN_DEVICE);
  });
  await test.step('the device of one person, the passkey of another', async () => {
    const equipment: Equipment = { node, screen: 'desktop', device: sato, passkey: passkeyOf('tanaka') };
    await expectRefused(browser, city, equipment, NOT_VERIFIED);
  });
  await test.step('a passkey that nobody registered', async () => {
    const equipment: Equipment = {
      node,
      screen: 'desktop',
      device: sato,
      passkey: await unknownPasskey(city),
    };
    await expectRefused(browser, city, equipment, NOT_VERIFIED);
  });
});

async function expectRefused(
  browser: Browser,
  city: City,
  equipment: Equipment,
  sentence: string,
): Promise<void> {
  const page = await equip(browser, equipment);
  await page.goto(city.a.origin);
  await page.getByRole('button', { name: 'パスキーでログイン' }).click();
  await expect(page.getByRole('status')).toHaveText(sentence);
  // One can try again, and is still outside.
  await expect(page.getByRole('button', { name: 'パスキーでログイン' })).toBeEnabled();
  // Nothing of the attempt stands in the address, where history and shoulders see it.
  expect(page.url()).toBe(`${city.a.origin}/sign-in`);
  const session = await page.context().request.get(`${city.a.origin}/api/v1/session`);
  expect(session.status()).toBe(401);
  await picture(page, sentence === UNKNOWN_DEVICE ? 'refused-device-desktop' : 'refused-passkey-desktop');
  await page.context().close();
}
