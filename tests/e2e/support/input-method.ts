import type { Locator, Page } from '@playwright/test';

/** What browsers report for a key that an input method has taken. */
const TAKEN_BY_INPUT_METHOD = 229;

export type Typing = {
  press(key: 'Enter' | 'Control+Enter'): Promise<void>;
  /** Ends the conversion (変換) with this text. */
  commit(text: string): Promise<void>;
};

/** Types through a Japanese input method: the text stands in the field, underlined, and is not yet decided on. */
export async function compose(page: Page, field: Locator, text: string): Promise<Typing> {
  await field.focus();
  const session = await page.context().newCDPSession(page);
  await session.send('Input.imeSetComposition', {
    text,
    selectionStart: text.length,
    selectionEnd: text.length,
  });
  return {
    async press(key) {
      await session.send('Input.dispatchKeyEvent', {
        type: 'rawKeyDown',
        key: 'Enter',
        code: 'Enter',
        windowsVirtualKeyCode: TAKEN_BY_INPUT_METHOD,
        modifiers: key === 'Enter' ? 0 : 2,
      });
    },
    async commit(decided) {
      await session.send('Input.insertText', { text: decided });
    },
  };
}
