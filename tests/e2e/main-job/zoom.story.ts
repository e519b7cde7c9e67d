import { actOn, doWith } from '../support/city-acts';
import { demoRoom } from '../support/demo-file';
import { equip, Person } from '../support/person';
import { picture } from '../support/pictures';
import { expectNoSidewaysScroll } from '../support/sizes';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;
const KIYO = demoRoom('kiyo').name;

test('At 200 % nothing is lost sideways, and one can still write', {
  tag: '@main-job',
}, async ({ browser, city }) => {
  const page = await equip(browser, { node: city.a, screen: 'zoomed' });
  await page.goto(city.a.origin);
  await expect(page.getByRole('heading', { name: 'ログイン' })).toBeVisible();
  await expectNoSidewaysScroll(page, 'sign-in');
  await page.goto(`${city.a.origin}/enrolment`);
  await expect(page.getByRole('heading', { name: 'はじめての方' })).toBeVisible();
  await expectNoSidewaysScroll(page, 'enrolment');

  const tanaka = await Person.signIn(browser, city, 'tanaka', city.a, 'zoomed');
  await expect(tanaka.line(HANA)).toBeVisible();
  await expectNoSidewaysScroll(tanaka.page, 'rooms');
  await tanaka.openRoom(HANA);
  await expect(tanaka.post('皆さんありがとうございます。')).toBeVisible();
  await expectNoSidewaysScroll(tanaka.page, 'room');
  await expect(tanaka.composer).toBeInViewport({ ratio: 1 });
  await expect(tanaka.page.getByRole('button', { name: '投稿する' })).toBeInViewport({ ratio: 1 });
  await picture(tanaka.page, 'room-zoomed');
  const { height = 0 } = (await tanaka.log.boundingBox()) ?? {};
  expect(height, 'room for some lines of a post').toBeGreaterThan(100);
  await tanaka.composer.fill('拡大した画面から書きました。');
  await tanaka.page.getByRole('button', { name: '投稿する' }).click();
  await expect(tanaka.post('拡大した画面から').locator('time')).toBeVisible();
  await tanaka.page.goto(`${city.a.origin}/settings`);
  await expect(tanaka.page.getByText('送り先：')).toBeVisible();
  await expectNoSidewaysScroll(tanaka.page, 'settings');

  const kato = await Person.signIn(browser, city, 'kato', city.a, 'zoomed');
  await expect(kato.page.getByRole('button', { name: `${HANA}：手続き` })).toBeVisible();
  await expectNoSidewaysScroll(kato.page, 'city');
  await actOn(kato.page, HANA, '支援を中止する');
  await expectNoSidewaysScroll(kato.page, 'city-menu');
  await doWith(kato.page, HANA, '支援を中止する');
  const confirm = kato.page.getByRole('dialog').getByRole('button', { name: '支援を中止する' });
  await confirm.scrollIntoViewIfNeeded();
  await expect(confirm).toBeInViewport({ ratio: 1 });
  await expectNoSidewaysScroll(kato.page, 'discontinue');
  await kato.page.keyboard.press('Escape');
  await kato.page.getByRole('link', { name: `${KIYO}：同意書の受領を記録` }).click();
  await expect(kato.page.getByRole('radio', { name: 'ご本人', exact: true })).toBeVisible();
  await expectNoSidewaysScroll(kato.page, 'receipt');
});
