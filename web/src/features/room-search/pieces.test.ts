import { expect, test } from 'vitest';
import { piecesOf } from './pieces';

const shown = (body: string, ...marks: [number, number][]) =>
  piecesOf(
    body,
    marks.map(([from, upto]) => ({ from, upto })),
  )
    .map(({ text, marked }) => (marked ? `[${text}]` : text))
    .join('');

test('what was searched for is marked, counted by code points', () => {
  expect(shown('𠮷田さんの血圧と🍵', [5, 7], [8, 9])).toBe('𠮷田さんの[血圧]と[🍵]');
  expect(shown('血圧', [0, 2])).toBe('[血圧]');
  expect(shown('血圧です。\n\n', [0, 2])).toBe('[血圧]です。');
});

test('a long post is shown from a little before', () => {
  const long = `${'あ'.repeat(200)}血圧${'い'.repeat(300)}`;
  expect(shown(long, [200, 202])).toBe(`…${'あ'.repeat(40)}[血圧]${'い'.repeat(118)}…`);
  expect(shown(`${'あ'.repeat(300)}血圧`, [300, 302])).toBe(`…${'あ'.repeat(158)}[血圧]`);
  expect(shown(`血圧${'い'.repeat(300)}`, [0, 2])).toBe(`[血圧]${'い'.repeat(158)}…`);
});
