import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility';
import { Person } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const check = async (page: Page, name: string) => {
  await picture(page, name);
  await expectAccessible(page, name);
};

const field = (page: Page) => page.getByRole('searchbox', { name: 'お名前・よみがな・ユーザーID・施設名' });

test('Who decides for the city finds people, staff and facilities by their names', {
  tag: '@people-devices',
}, async ({ browser, city }) => {
  const { page: desk } = await Person.signIn(browser, city, 'kato', city.a, 'desktop');
  const { page: phone } = await Person.signIn(browser, city, 'okada', city.b, 'phone');

  await test.step('a key opens the search, and what was typed stands in no address', async () => {
    await expect(desk.getByRole('heading', { name: '同意と支援中止' })).toBeVisible();
    await desk.keyboard.press('/');
    await expect(desk.getByRole('heading', { name: '検索', level: 1 })).toBeVisible();
    await expect(field(desk)).toBeFocused();
    await desk.keyboard.press('Enter');
    await expect(desk.getByText('探す言葉を入力してください。')).toBeVisible();
    // In the field a slash is a slash.
    await field(desk).fill('/');
    await desk.keyboard.press('/');
    await expect(field(desk)).toHaveValue('//');
    await desk.keyboard.press('Enter');
    await expect(desk.getByText('「//」にあてはまるものはありません。')).toBeVisible();
    await check(desk, 'search-none-desktop');
    await field(desk).fill('ミホン');
    await desk.keyboard.press('Enter');
    await expect(desk.getByRole('heading', { name: /^支援対象者のルーム/ })).toBeVisible();
    await check(desk, 'search-desktop');
    expect(desk.url()).not.toContain('?');
  });

  await test.step('what was found leads to its page, and back to what else was found', async () => {
    const room = desk.getByRole('list', { name: /^支援対象者のルーム/ }).getByRole('link').first();
    const name = (await room.locator('span span').first().textContent()) ?? '';
    await room.click();
    await expect(desk.getByText('検索で選んだルームだけを表示しています。')).toBeVisible();
    await expect(desk.getByRole('rowheader', { name })).toBeVisible();
    await expect(desk.getByRole('rowheader')).toHaveCount(1);
    await check(desk, 'search-room-desktop');
    await desk.getByRole('link', { name: 'すべてのルームを表示する' }).click();
    await expect(desk.getByRole('rowheader').nth(1)).toBeVisible();
    await desk.goBack();
    await desk.goBack();
    await expect(field(desk)).toHaveValue('ミホン');
    await expect(desk.getByRole('heading', { name: /^支援対象者のルーム/ })).toBeVisible();
  });

  await test.step('an approver finds the same, and is led nowhere that is not theirs', async () => {
    await phone.getByRole('link', { name: '検索', exact: true }).tap();
    await field(phone).fill('みほん');
    await phone.getByRole('button', { name: '検索する' }).tap();
    await expect(phone.getByRole('heading', { name: /^支援対象者のルーム/ })).toBeVisible();
    await expect(phone.getByRole('main').getByRole('listitem').first()).toBeVisible();
    await expect(phone.getByRole('list', { name: /^支援対象者のルーム/ }).getByRole('link')).toHaveCount(0);
    await check(phone, 'search-phone');
  });

  await test.step('whoever does not want keys that do something by themselves switches them off', async () => {
    await desk.getByRole('link', { name: '設定', exact: true }).click();
    await desk.getByRole('switch', { name: '一文字のキー操作を使う' }).click();
    await check(desk, 'shortcuts-off-desktop');
    await desk.getByRole('link', { name: '申請・届出' }).click();
    await expect(desk.getByRole('heading', { name: '申請・届出' })).toBeVisible();
    await desk.keyboard.press('/');
    await desk.getByRole('link', { name: '設定', exact: true }).click();
    await desk.getByRole('switch', { name: '一文字のキー操作を使う' }).click();
    await desk.keyboard.press('/');
    await expect(desk.getByRole('heading', { name: '検索', level: 1 })).toBeVisible();
  });
});
