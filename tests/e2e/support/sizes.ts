import type { Page } from '@playwright/test';
import { expectAccessible } from './accessibility';
import { picture } from './pictures';
import { expect } from './test';

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 800 };
/** The desktop at 200 %. */
export const ZOOMED = { width: 640, height: 400 };

/** A picture of a screen on a desktop, on a phone and on a desktop at 200 %, where nothing is lost sideways. */
export async function everySize(page: Page, name: string): Promise<void> {
  await picture(page, `${name}-desktop`);
  await expectAccessible(page, name);
  await page.setViewportSize(ZOOMED);
  await expectNoSidewaysScroll(page, name);
  await picture(page, `${name}-zoomed`);
  await page.setViewportSize(PHONE);
  await expectNoSidewaysScroll(page, name);
  await picture(page, `${name}-phone`);
  await page.setViewportSize(DESKTOP);
}

/** Neither the page nor a part of it that scrolls is wider than its place, once it has taken the size that it was given. */
export async function expectNoSidewaysScroll(page: Page, screen: string): Promise<void> {
  const wider = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('html, body *')]
        .filter((element) => element.scrollWidth > element.clientWidth + 1)
        .filter(
          (element) =>
            element.tagName === 'HTML' || ['auto', 'scroll'].includes(getComputedStyle(element).overflowX),
        )
        .map((element) => `${element.tagName}.${element.className}: ${element.scrollWidth}`),
    );
  const softly = expect.configure({ soft: true });
  await softly.poll(wider, { message: `${screen}: wider than its place`, timeout: 3_000 }).toEqual([]);
}
