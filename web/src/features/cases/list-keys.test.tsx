import { cleanup, render } from '@testing-library/react';
import { useRef } from 'react';
import { afterEach, expect, test } from 'vitest';
import { useListKeys } from './list-keys';

afterEach(cleanup);

function List({ open, cases = ['a', 'b', 'c'] }: { open?: string; cases?: string[] }) {
  const list = useRef<HTMLUListElement>(null);
  useListKeys(list);
  return (
    <>
      <input aria-label="field" />
      <ul ref={list}>
        {cases.map((one) => (
          <li key={one}>
            <a href={`#${one}`} data-case aria-current={one === open ? 'true' : undefined}>
              {one}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

const press = (key: string) => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
  (document.activeElement ?? document.body).dispatchEvent(event);
  return document.activeElement?.textContent;
};

test('j and k go through the list and stop at its ends', () => {
  render(<List />);
  expect(['j', 'j', 'k', 'k', 'j', 'j', 'j'].map(press)).toEqual(['a', 'b', 'a', 'a', 'b', 'c', 'c']);
});

test('they begin at the case that is open', () => {
  render(<List open="b" />);
  expect(press('j')).toBe('c');
});

test('arrows scroll the page until the list has the focus', () => {
  const { getByText } = render(<List />);
  press('ArrowDown');
  expect(document.activeElement).toBe(document.body);
  getByText('a').focus();
  expect([press('ArrowDown'), press('ArrowDown'), press('ArrowUp')]).toEqual(['b', 'c', 'b']);
});

test('a list that is read anew keeps the focus where it is, and a case that has gone leaves it to the next', () => {
  const { getByText, rerender } = render(<List />);
  getByText('b').focus();
  rerender(<List cases={['new', 'a', 'b', 'c']} />);
  expect(document.activeElement).toBe(getByText('b'));
  rerender(<List cases={['b', 'c', 'a']} />);
  expect(document.activeElement).toBe(getByText('b'));
  rerender(<List cases={['c', 'a']} />);
  expect(document.activeElement).toBe(getByText('c'));
});

test('a field beside the list keeps the focus when the list changes', () => {
  const { getByLabelText, rerender } = render(<List />);
  getByLabelText('field').focus();
  rerender(<List cases={['c']} />);
  expect(document.activeElement).toBe(getByLabelText('field'));
});

test('in a field a letter is a letter', () => {
  const { getByLabelText } = render(<List />);
  getByLabelText('field').focus();
  press('j');
  expect(document.activeElement).toBe(getByLabelText('field'));
});
