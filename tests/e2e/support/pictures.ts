import path from 'node:path';
import type { Page } from '@playwright/test';

const FOLDER = process.env.STORY_PICTURES ?? path.resolve(import.meta.dirname, '../test-results/pictures');

export const pictureFile = (name: string) => path.join(FOLDER, `${name}.png`);

/** Keeps what a person sees at this point of the story. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: pictureFile(name), animations: 'disabled', caret: 'initial' });
}

/** Keeps what comes out of the printer, as a PDF, on the paper that the page asks for. */
export function paper(page: Page, name: string): Promise<Buffer> {
  return page.pdf({ preferCSSPageSize: true, path: path.join(FOLDER, `${name}.pdf`) });
}

/** How many pages a PDF of Chromium's has. */
export const pagesOf = (pdf: Buffer): number =>
  pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
