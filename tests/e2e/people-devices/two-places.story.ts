import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import { equip, own, Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const KIND = '端末の同時利用';
const SATO = '佐藤 あおい';
const PHONE = `${SATO}さんの端末`;

const check = async (page: Page, name: string) => {
  await picture(page, name);
  await expectAccessible(page, name);
};

test('A certificate is used from two places at once; the city sees it, asks, and suspends the device', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  const sato = await Person.signIn(browser, city, 'sato', city.a, 'phone');
  const copy = await equip(browser, own(city, 'sato', city.b, 'desktop'));

  await test.step('whoever has copied file and passkey goes on beside her', async () => {
    await copy.clock.install();
    await copy.goto(city.b.origin);
    await copy.getByRole('button', { name: 'パスキーでログイン' }).click();
    await expect(copy).toHaveURL(/\/rooms$/);
    await city.seenElsewhere('sato');
    const proof = copy.waitForResponse((response) => response.url().endsWith('/session/renewal'));
    await copy.clock.fastForward('02:31');
    expect((await proof).status()).toBe(204);
  });

  const { page: phone } = await Person.signIn(browser, city, 'kato', city.a, 'phone');
  await test.step("it stands in the city's queue, as what it is", async () => {
    await phone.getByRole('link', { name: '申請・届出' }).click();
    await expect(phone.getByText(KIND)).toBeVisible();
    await check(phone, 'two-places-queue-phone');
    await phone.getByRole('link', { name: PHONE }).click();
    await expect(phone.getByText('203.0.113.7')).toBeVisible();
    await check(phone, 'two-places-case-phone');
  });

  const { page } = await Person.signIn(browser, city, 'kato', city.b, 'desktop');
  await test.step('a moderator works on it and decides', async () => {
    await page.getByRole('link', { name: '申請・届出' }).click();
    await page.getByRole('link', { name: PHONE }).click();
    await page.getByRole('button', { name: '担当する' }).click();
    await page.getByRole('radio', { name: '端末を一時停止する' }).check();
    await check(page, 'two-places-decision-desktop');
    await page.getByRole('button', { name: '端末を一時停止する' }).click();
    const dialog = page.getByRole('dialog', { name: '端末を一時停止する' });
    await expect(dialog).toContainText('ただちに使えなくなり');
    await picture(page, 'two-places-confirm-desktop');
    await dialog.getByRole('button', { name: '端末を一時停止する' }).click();
    await expect(page.getByText('端末を一時停止しました。')).toBeVisible();
    for (const out of [sato.page, copy]) {
      await expect(out.getByText('このアカウントまたは端末は停止されています。')).toBeVisible();
    }
    await check(page, 'two-places-suspended-desktop');
    await phone.reload();
    await expect(phone.getByRole('button', { name: '一時停止を解除する' })).toBeVisible();
    await check(phone, 'two-places-suspended-phone');
  });

  await test.step('and lifts it, when it was safe after all', async () => {
    await page.getByRole('button', { name: '一時停止を解除する' }).click();
    await expect(page.getByText('一時停止を解除しました。')).toBeVisible();
    await Person.signIn(browser, city, 'sato', city.a, 'phone');
  });
});
