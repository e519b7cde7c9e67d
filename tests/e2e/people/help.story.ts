import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import { equip, Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const check = async (page: Page, name: string) => {
  await picture(page, name);
  await expectAccessible(page, name);
};

test('A newcomer who is not signed in finds the guide with its pictures', {
  tag: '@people',
}, async ({ browser, city }) => {
  const page = await equip(browser, { node: city.a, screen: 'phone' });
  await page.goto(city.a.origin);
  await page.getByRole('link', { name: 'ヘルプ' }).tap();
  await expect(page.getByRole('heading', { name: 'ログインする' })).toBeInViewport();

  await page.getByRole('link', { name: 'ヘルプの一覧へ' }).tap();
  await check(page, 'help-phone');
  await page.getByRole('link', { name: 'はじめての方へ' }).tap();
  await expect(page.getByRole('heading', { name: 'はじめての方へ' })).toBeVisible();
  const drawing = page.getByRole('img', { name: 'QRコードを読み取った画面' });
  await drawing.scrollIntoViewIfNeeded();
  await expect
    .poll(() => drawing.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(300);
  await check(page, 'help-newcomer-phone');
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(sideways, 'nothing sticks out sideways').toBeLessThanOrEqual(0);
  await page.getByRole('link', { name: 'ログインへ' }).tap();
  await expect(page.getByRole('button', { name: 'パスキーでログイン' })).toBeVisible();
});

test('Help opens at the chapter on the screen one comes from, with the keyboard alone', {
  tag: '@people',
}, async ({ browser, city }) => {
  const { page } = await Person.signIn(browser, city, 'ito', city.a, 'desktop');
  await page.getByRole('link', { name: '職員と端末' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.getByRole('link', { name: 'ヘルプ' }).focus();
  await page.keyboard.press('Enter');
  const chapter = page.getByRole('heading', { name: '職員を追加する' });
  await expect(chapter).toBeInViewport();
  await expect(chapter).toBeFocused();
  await check(page, 'help-staff-desktop');
  await page.goBack();
  await expect(page.getByRole('link', { name: '職員を追加する' })).toBeVisible();
});
