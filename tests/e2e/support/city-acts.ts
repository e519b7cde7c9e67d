import type { Locator, Page } from '@playwright/test';
import { expect } from './test';

/** What is done with a room on the city's list; most of it is behind the line's 手続き, which is opened for it. */
export async function actOn(page: Page, room: string, act: string): Promise<Locator> {
  const name = `${room}：${act}`;
  const wanted = page.getByRole('link', { name }).or(page.getByRole('button', { name }));
  const menu = page.getByRole('button', { name: `${room}：手続き` });
  await expect(wanted.or(menu).first()).toBeVisible();
  if ((await wanted.count()) === 0) await menu.click();
  await expect(wanted).toBeVisible();
  return wanted;
}

/** Does it. */
export async function doWith(page: Page, room: string, act: string): Promise<void> {
  await (await actOn(page, room, act)).click();
}
