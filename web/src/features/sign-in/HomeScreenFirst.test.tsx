import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import '../../i18n';
import { watchHomeScreen } from '../../app/home-screen';
import { HomeScreenFirst } from './HomeScreenFirst';

/** What the browser is: which media it matches, and whether it knows the word of iPhones. */
let media: string[];
function be(browser: { media?: string[]; standalone?: boolean }): void {
  media = browser.media ?? [];
  if (browser.standalone === undefined) Reflect.deleteProperty(navigator, 'standalone');
  else Object.defineProperty(navigator, 'standalone', { value: browser.standalone, configurable: true });
}

beforeEach(() => {
  vi.stubGlobal('matchMedia', (query: string) => ({ matches: media.some((one) => query.includes(one)) }));
  be({});
});
beforeAll(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  watchHomeScreen();
});
afterEach(() => {
  cleanup();
  window.dispatchEvent(new Event('appinstalled'));
  vi.unstubAllGlobals();
});

const offer = () => {
  const prompt = vi.fn(async () => ({ outcome: 'accepted' }));
  const event = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), { prompt });
  act(() => void window.dispatchEvent(event));
  return { event, prompt };
};

test('on an iPhone the home screen comes first: copy the code, add, open there, paste', async () => {
  const copied: string[] = [];
  be({ standalone: false });
  vi.spyOn(navigator, 'clipboard', 'get').mockReturnValue({
    writeText: async (text: string) => void copied.push(text),
  } as Clipboard);
  render(<HomeScreenFirst code="7K2MQ" />);
  expect(screen.getAllByRole('listitem').map((step) => step.textContent?.slice(0, 12))).toEqual([
    '登録コードをコピーします。'.slice(0, 12),
    '共有ボタン（四角から上向'.slice(0, 12),
    'ホーム画面の「連絡帳」を'.slice(0, 12),
  ]);
  fireEvent.click(screen.getByRole('button', { name: '登録コードをコピーする' }));
  expect(await screen.findByText('コピーしました。')).toBeTruthy();
  expect(copied).toEqual(['7K2MQ']);
});

test('who opens the page without a code copies none', () => {
  be({ standalone: false });
  render(<HomeScreenFirst code={undefined} />);
  expect(screen.getAllByRole('listitem')).toHaveLength(2);
  expect(screen.queryByRole('button')).toBeNull();
});

test('what was opened from the home screen says nothing of it, on iPhones and elsewhere', () => {
  be({ standalone: true });
  expect(render(<HomeScreenFirst code="7K2MQ" />).container.childElementCount).toBe(0);
  be({ media: ['standalone'] });
  expect(render(<HomeScreenFirst code="7K2MQ" />).container.childElementCount).toBe(0);
});

test('a phone whose browser offers it gets a button, which asks once', () => {
  be({ media: ['coarse'] });
  const shown = render(<HomeScreenFirst code="7K2MQ" />);
  expect(shown.container.childElementCount).toBe(0);
  const { event, prompt } = offer();
  expect(event.defaultPrevented).toBe(true);
  fireEvent.click(screen.getByRole('button', { name: 'ホーム画面に追加する' }));
  expect(prompt).toHaveBeenCalledOnce();
  expect(shown.container.childElementCount).toBe(0);
});

test('a computer has no home screen: its browser’s offer is left alone', () => {
  be({ media: ['fine'] });
  render(<HomeScreenFirst code="7K2MQ" />);
  const { event } = offer();
  expect(event.defaultPrevented).toBe(false);
  expect(screen.queryByRole('button')).toBeNull();
});
