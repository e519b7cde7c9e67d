import type { Locator, Page } from '@playwright/test';
import { demoRoom } from '../support/demo-file';
import { equip, own } from '../support/person';
import { picture } from '../support/pictures';
import { expect, test } from '../support/test';

const HANA = demoRoom('hana').name;
const WRITTEN = 'キーボードだけで書きました。';
/** Nothing on a screen is further away than this. */
const MOST_TABS = 25;

test('From the door to a post with the keyboard alone', { tag: '@main-job' }, async ({ browser, city }) => {
  const page = await equip(browser, own(city, 'tanaka', city.a, 'desktop'));
  await page.goto(city.a.origin);
  await expect(page.getByRole('heading', { name: 'ログイン' })).toBeVisible();

  await tabTo(page, page.getByRole('button', { name: 'パスキーでログイン' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '担当している方' })).toBeVisible();

  const skip = page.getByRole('link', { name: '本文へ移動' });
  await page.reload();
  await expect(page.getByRole('link', { name: HANA })).toBeVisible();
  await tabTo(page, skip);
  await expect(skip).toBeInViewport();
  await picture(page, 'keyboard-skip-desktop');
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('link', { name: HANA }));
  await page.keyboard.press('Enter');
  // Where one is, is read out.
  await expect(page.getByRole('heading', { name: HANA, level: 1 })).toBeFocused();

  const log = page.getByRole('log', { name: '投稿' });
  await expect(log.getByRole('article').last()).toBeVisible();
  await tabTo(page, log);
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('article:focus')).toBeInViewport();
  await picture(page, 'keyboard-post-desktop');

  const composer = page.getByRole('textbox', { name: '本文' });
  await tabTo(page, composer);
  await page.keyboard.type(WRITTEN);
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: '重要' })).toBeChecked();
  await tabTo(page, page.getByRole('button', { name: '投稿する' }));
  await page.keyboard.press('Enter');
  const post = log.getByRole('article').filter({ hasText: WRITTEN });
  await expect(post.locator('time')).toBeVisible();
  await expect(post).toContainText('重要');
  // One can write on at once.
  await expect(composer).toBeFocused();
});

/** Presses Tab until this has the focus, and sees that the focus can be seen. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let pressed = 0; pressed < MOST_TABS; pressed += 1) {
    await page.keyboard.press('Tab');
    const reached = await wanted.evaluate((element) => element === document.activeElement);
    if (!reached) continue;
    const outline = await wanted.evaluate((element) => getComputedStyle(element).outlineStyle);
    expect(outline, 'the focus can be seen').not.toBe('none');
    return;
  }
  throw new Error(`${wanted} is not reached by ${MOST_TABS} times Tab`);
}
