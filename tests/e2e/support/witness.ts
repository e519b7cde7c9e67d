import type { JSHandle, Page } from '@playwright/test';

/** A moment of this machine in milliseconds, comparable between pages. */
type Moment = { at: number | undefined };

/** Something that is noted in the page itself at the moment it happens; asking from outside would be too slow. */
export class Witness {
  readonly #moment: JSHandle<Moment>;

  constructor(moment: JSHandle<Moment>) {
    this.#moment = moment;
  }

  async at(): Promise<number | undefined> {
    return (await this.#moment.evaluate((moment) => moment.at)) ?? undefined;
  }
}

/** Notes when words first stand on a page. */
export async function whenShown(page: Page, words: string): Promise<Witness> {
  const moment = await page.evaluateHandle((wanted) => {
    const noted: Moment = { at: undefined };
    const look = () => {
      if (noted.at !== undefined || !document.body.textContent?.includes(wanted)) return;
      noted.at = performance.timeOrigin + performance.now();
      observer.disconnect();
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    look();
    return noted;
  }, words);
  return new Witness(moment);
}

/** Notes when something on a page is next pressed. */
export async function whenPressed(page: Page, label: string): Promise<Witness> {
  const moment = await page.evaluateHandle((wanted) => {
    const noted: Moment = { at: undefined };
    const note = (event: Event) => {
      const button = event.target instanceof Element ? event.target.closest('dialog button') : null;
      if (button?.textContent?.trim() === wanted) noted.at = performance.timeOrigin + performance.now();
    };
    document.addEventListener('click', note, { capture: true });
    return noted;
  }, label);
  return new Witness(moment);
}
