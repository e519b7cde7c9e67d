import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { usePrintedSheet } from './use-printed-sheet';

afterEach(cleanup);

function Screen() {
  const { print, printed } = usePrintedSheet(<p>お渡しする文書</p>);
  return (
    <>
      <button type="button" onClick={print}>
        印刷する
      </button>
      {printed}
    </>
  );
}

const isOnPaper = () => screen.queryByText('お渡しする文書') !== null;
const isKnown = () => document.documentElement.classList.contains('prints-sheets');
const close = () => act(() => window.dispatchEvent(new Event('afterprint')));

/** What the printer found when it was asked. */
function printer() {
  const found: boolean[] = [];
  vi.stubGlobal('print', () => found.push(isOnPaper() && isKnown()));
  return found;
}

test('the sheet is there when the printer looks, and gone once its dialog is closed', () => {
  vi.spyOn(window, 'matchMedia').mockImplementation(() => ({ matches: false }) as MediaQueryList);
  const found = printer();
  render(<Screen />);
  expect([isOnPaper(), isKnown()]).toEqual([false, false]);
  for (const times of [1, 2]) {
    fireEvent.click(screen.getByRole('button'));
    expect(found).toEqual(new Array(times).fill(true));
    close();
    expect([isOnPaper(), isKnown()]).toEqual([false, false]);
  }
});

test('on a phone, which says so too early, it is gone once the page is touched', () => {
  vi.spyOn(window, 'matchMedia').mockImplementation(() => ({ matches: true }) as MediaQueryList);
  printer();
  render(<Screen />);
  fireEvent.click(screen.getByRole('button'));
  close();
  expect(isOnPaper()).toBe(true);
  fireEvent.pointerDown(document.body);
  expect([isOnPaper(), isKnown()]).toEqual([false, false]);
});
