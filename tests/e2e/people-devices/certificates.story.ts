import { expectAccessible } from '../support/accessibility';
import { demoRoom } from '../support/demo-file';
import { equip, own, Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const RENEW = '証明書を新しくする';

test('A certificate in a file is soon over, and one tap moves the device into the browser', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  const sato = await Person.signIn(browser, city, 'sato', city.a, 'phone');
  const { page } = sato;
  const button = page.getByRole('button', { name: RENEW });

  await test.step('before its last thirty days nobody hears of it', async () => {
    await expect(page.getByRole('heading', { name: '担当している方' })).toBeVisible();
    await expect(button).toHaveCount(0);
  });

  await test.step('afterwards it is said, with a way that takes one tap and the passkey', async () => {
    await city.certificatesEnd('sato', '12 days');
    await city.forgetStepUps();
    await page.reload();
    await expect(button).toBeVisible();
    await expect(page.getByRole('link', { name: demoRoom('hana').name })).toBeVisible();
    await picture(page, 'certificate-soon-phone');
    await expectAccessible(page, 'a certificate that is soon over');
    await button.tap();
    await page
      .getByRole('dialog', { name: '本人の確認' })
      .getByRole('button', { name: 'パスキーで確認する' })
      .tap();
    await expect(page.getByText('証明書を新しくしました。')).toBeVisible();
    await picture(page, 'certificate-renewed-phone');
    expect(await city.standingCertificates('sato')).toBe(2);
  });

  await test.step('from the next sign-in on the browser is the device, and no other host is visited', async () => {
    await page.getByRole('link', { name: '設定' }).tap();
    await page.getByRole('button', { name: 'ログアウト' }).tap();
    await expect(page.getByText('ログアウトしました。')).toBeVisible();
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).origin));
    await page.getByRole('button', { name: 'パスキーでログイン' }).tap();
    await expect(page.getByRole('heading', { name: '担当している方' })).toBeVisible();
    expect([...hosts]).toEqual([city.a.origin]);
    expect(await city.standingCertificates('sato')).toBe(1);
    await expect(button).toHaveCount(0);
  });

  await test.step('and renews itself from then on, while nobody notices', async () => {
    await city.certificatesEnd('sato', '29 days');
    const renewed = page.waitForResponse((response) => response.url().endsWith('/session/certificate'));
    await page.reload();
    expect((await renewed).status()).toBe(200);
    await expect(button).toHaveCount(0);
    // Once: what was renewed and not used yet is not renewed again.
    const again: string[] = [];
    page.on('request', (request) => again.push(new URL(request.url()).pathname));
    await page.reload();
    await expect(page.getByRole('heading', { name: '担当している方' })).toBeVisible();
    await page.waitForLoadState('networkidle');
    expect(again.filter((path) => path.endsWith('/session/certificate'))).toEqual([]);
    await page.getByRole('link', { name: '設定' }).tap();
    await page.getByRole('button', { name: 'ログアウト' }).tap();
    await page.getByRole('button', { name: 'パスキーでログイン' }).tap();
    await expect(page.getByRole('heading', { name: '担当している方' })).toBeVisible();
    expect(await city.standingCertificates('sato')).toBe(1);
  });
});

test('A certificate whose time is over says what to do, and so does one of a managed device that soon is', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  await city.certificatesEnd('tanaka', '-1 minute');
  const page = await equip(browser, own(city, 'tanaka', city.a, 'phone'));
  await page.goto(city.a.origin);
  await page.getByRole('button', { name: 'パスキーでログイン' }).tap();
  await expect(page.getByText('この端末の証明書の期限が切れました。')).toBeVisible();
  await picture(page, 'certificate-expired-phone');
  await expectAccessible(page, 'a certificate that is over');

  const soon = await Person.signIn(browser, city, 'sato', city.b, 'desktop');
  await city.certificatesEnd('sato', '3 days');
  await soon.page.reload();
  await expect(soon.page.getByRole('button', { name: RENEW })).toBeVisible();
  await picture(soon.page, 'certificate-soon-desktop');

  // Of a managed device the browser renews nothing: it says so, and whoever looks after the staff sees it too.
  await city.devicesAreManaged('sato');
  await soon.page.reload();
  await expect(soon.page.getByText('このブラウザーでは新しくできません。')).toBeVisible();
  await expect(soon.page.getByRole('button', { name: RENEW })).toHaveCount(0);
  await picture(soon.page, 'certificate-managed-desktop');
  for (const screen of ['desktop', 'phone'] as const) {
    const { page } = await Person.signIn(browser, city, 'ito', city.a, screen);
    await page.getByRole('link', { name: '職員と端末' }).click();
    const card = page.getByRole('region', { name: '証明書の期限が近い端末' });
    await expect(card.getByRole('link', { name: /佐藤 あおいさん）/ })).toBeVisible();
    await picture(page, `certificates-ending-${screen}`);
    await expectAccessible(page, `certificates that end soon, ${screen}`);
    await card.getByRole('link', { name: /佐藤 あおいさん）/ }).click();
    await expect(page.getByRole('region', { name: '端末' }).getByText(/^証明書の期限 \d/)).toBeVisible();
    await picture(page, `certificates-ending-member-${screen}`);
  }
});
