import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { keepShortcutSwitch, shortcutsAreOn, switchShortcuts, useShortcuts } from './shortcuts';

afterEach(() => {
  cleanup();
  localStorage.clear();
});

function Screen({ act }: { act(): void }) {
  useShortcuts({ '/': act, j: act });
  return (
    <>
      <input aria-label="field" />
      <textarea aria-label="area" />
      <button type="button">plain</button>
    </>
  );
}

const press = (target: Element, init: KeyboardEventInit) => {
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
  target.dispatchEvent(event);
  return event;
};

test('a key does what it is for, wherever nothing is typed', () => {
  const act = vi.fn();
  const { getByText } = render(<Screen act={act} />);
  expect(press(document.body, { key: '/' }).defaultPrevented).toBe(true);
  press(getByText('plain'), { key: 'J' });
  expect(act).toHaveBeenCalledTimes(2);
  // A key that is nobody's is left to the browser.
  expect(press(document.body, { key: 'x' }).defaultPrevented).toBe(false);
});

test('whoever types, composes, holds another key or is asked something is left alone', () => {
  const act = vi.fn();
  const { getByLabelText } = render(<Screen act={act} />);
  expect(press(getByLabelText('field'), { key: '/' }).defaultPrevented).toBe(false);
  press(getByLabelText('area'), { key: 'j' });
  press(document.body, { key: 'j', isComposing: true });
  press(document.body, { key: 'Process' });
  press(document.body, { key: 'j', keyCode: 229 });
  for (const held of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }]) {
    press(document.body, { key: 'j', ...held });
  }
  const dialog = document.createElement('dialog');
  dialog.setAttribute('open', '');
  document.body.append(dialog);
  press(document.body, { key: 'j' });
  dialog.remove();
  expect(act).not.toHaveBeenCalled();
  press(document.body, { key: 'j' });
  expect(act).toHaveBeenCalledOnce();
});

test('they can be switched off, and stay so when everything else is forgotten', () => {
  const act = vi.fn();
  render(<Screen act={act} />);
  switchShortcuts(false);
  localStorage.setItem('of-somebody', 'x');
  keepShortcutSwitch(() => localStorage.clear());
  expect(localStorage.getItem('of-somebody')).toBeNull();
  expect(shortcutsAreOn()).toBe(false);
});

test('what is switched off does nothing', async () => {
  const act = vi.fn();
  switchShortcuts(false);
  render(<Screen act={act} />);
  press(document.body, { key: 'j' });
  expect(act).not.toHaveBeenCalled();
});
