import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Menu, MenuLine } from './Menu';

const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });
const focused = () => document.activeElement?.textContent;
const button = () => screen.getByRole('button', { name: '試験 花：手続き' });
const end = vi.fn();

beforeEach(() => {
  render(
    <>
      <Menu words="手続き" label="試験 花：手続き">
        <MenuLine words="参加者" href="/a" />
        <MenuLine words="開示請求" href="/b" />
        <MenuLine words="支援を終了する" onPress={end} grave apart />
      </Menu>
      <p>ほか</p>
    </>,
  );
});
afterEach(() => {
  cleanup();
  end.mockReset();
});

test('says whether it is open, and shows nothing before', () => {
  expect(button().getAttribute('aria-expanded')).toBe('false');
  expect(screen.queryByRole('link')).toBeNull();
  fireEvent.click(button());
  expect(button().getAttribute('aria-expanded')).toBe('true');
  const list = screen.getByRole('list', { name: '試験 花：手続き' });
  expect(button().getAttribute('aria-controls')).toBe(list.id);
  expect(screen.getAllByRole('listitem').map((line) => line.textContent)).toEqual([
    '参加者',
    '開示請求',
    '支援を終了する',
  ]);
});

test('arrows open it and go around in it; Home and End go to its ends', () => {
  button().focus();
  press('ArrowDown');
  expect(focused()).toBe('参加者');
  press('ArrowDown');
  expect(focused()).toBe('開示請求');
  press('ArrowUp');
  press('ArrowUp');
  expect(focused()).toBe('支援を終了する');
  press('Home');
  expect(focused()).toBe('参加者');
  press('End');
  expect(focused()).toBe('支援を終了する');
});

test('from the button, upwards is its last', () => {
  button().focus();
  press('ArrowUp');
  expect(focused()).toBe('支援を終了する');
});

test('Escape closes it and gives focus back', () => {
  button().focus();
  press('ArrowDown');
  press('Escape');
  expect(screen.queryByRole('link')).toBeNull();
  expect(document.activeElement).toBe(button());
});

test('what is chosen happens once, closes it, and a dialog will give focus back to the button', () => {
  fireEvent.click(button());
  fireEvent.click(screen.getByRole('button', { name: '支援を終了する' }));
  expect(end).toHaveBeenCalledTimes(1);
  expect(screen.queryByRole('link')).toBeNull();
  expect(document.activeElement).toBe(button());
});

test('whoever presses elsewhere closes it', () => {
  fireEvent.click(button());
  fireEvent.pointerDown(screen.getByText('ほか'));
  expect(screen.queryByRole('link')).toBeNull();
});
