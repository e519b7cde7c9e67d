import { demoRoom } from '../support/demo-file';
import { Person } from '../support/person';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;

test('A session proves its key by itself, and nobody notices', {
  tag: '@main-job',
}, async ({ browser, city }) => {
  const tanaka = await Person.signIn(browser, city, 'tanaka', city.a, 'phone');
  await tanaka.openRoom(HANA);

  await test.step('what is asked when a proof is due is answered all the same', async () => {
    await city.forgetProofs();
    await tanaka.page.reload();
    await expect(tanaka.post('皆さんありがとうございます。')).toBeVisible();
    const renewed = tanaka.page.waitForResponse((response) => response.url().endsWith('/session/renewal'));
    await city.forgetProofs();
    await tanaka.page.goto(`${city.a.origin}/settings`);
    expect((await renewed).status()).toBe(204);
    await expect(tanaka.page.getByText('送り先：ta***@mihon.example')).toBeVisible();
  });

  await test.step('it still writes', async () => {
    await tanaka.page.goto(`${city.a.origin}/rooms`);
    await tanaka.openRoom(HANA);
    await tanaka.composer.fill('鍵は自分で確かめられました。');
    await tanaka.page.getByRole('button', { name: '投稿する' }).tap();
    await expect(tanaka.post('鍵は自分で確かめられました。')).toBeVisible();
  });
});

test('A cookie that was copied opens no room in another browser', {
  tag: '@main-job',
}, async ({ browser, city }) => {
  const tanaka = await Person.signIn(browser, city, 'tanaka', city.a, 'desktop');
  await tanaka.openRoom(HANA);
  const thief = await browser.newContext();
  await thief.addCookies(await tanaka.context.cookies());
  const page = await thief.newPage();
  await page.goto(`${city.a.origin}/rooms`);
  await expect(page.getByRole('heading', { name: 'ログイン' })).toBeVisible();
  await expect(page.getByText(HANA)).toHaveCount(0);
  // And over HTTP not for long.
  await city.forgetProofs();
  const answer = await thief.request.get(`${city.a.origin}/api/v1/rooms`);
  expect(answer.status()).toBe(401);
  // Whose it is does not feel it.
  await tanaka.page.reload();
  await expect(tanaka.post('皆さんありがとうございます。')).toBeVisible();
});
