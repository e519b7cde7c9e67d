import { accessSync, constants } from 'node:fs';
import path from 'node:path';

export const isRoot = process.getuid?.() === 0;

/**
 * What makes the browser itself speak Japanese. The fields for dates are its own, and follow neither the page's language nor
 * Playwright's `locale`; the environment alone decides on Linux, the switch elsewhere.
 */
export const IN_JAPANESE = {
  args: ['--lang=ja-JP'],
  // A locale that is always there: with one that is not, a download has no name of its own.
  env: { LANG: 'C.UTF-8', LANGUAGE: 'ja' },
};

/** In the product's own order: Debian's first; Ubuntu's last, because there it may be a snap. */
const CANDIDATES = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'];

/** The first of the names that is a program on the search path. */
export function findProgram(...names: string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  for (const name of names) {
    for (const folder of folders) {
      const file = path.join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not here.
      }
    }
  }
  return undefined;
}

/** The machine's Chromium: Playwright's own would be a second one to keep up to date. */
export function chromium(): string {
  const found = findProgram(...CANDIDATES);
  if (!found) throw new Error('Chromium is missing. On Debian: apt-get install chromium');
  return found;
}
