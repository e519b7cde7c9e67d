import path from 'node:path';
import type { Page } from '@playwright/test';

const FOLDER = process.env.STORY_PICTURES ?? path.resolve(import.meta.dirname, '../test-results/pictures');

export const pictureFile = (name: string) => path.join(FOLDER, `${name}.png`);

/** Keeps what a person sees at this point of the story. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: pictureFile(name), animations: 'disabled', caret: 'initial' });
}
