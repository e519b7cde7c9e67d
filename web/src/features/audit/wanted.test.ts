import { expect, test } from 'vitest';
import { daysAreTurned, EVERYTHING, KINDS, queryOf } from './wanted';

test('only what is looked for is asked', () => {
  expect(queryOf(EVERYTHING)).toBe('');
  expect(queryOf(EVERYTHING, 7)).toBe('?before=7');
  expect(queryOf({ ...EVERYTHING, room: 'r', kind: 'reading', from: '2026-11-01' }, 9)).toBe(
    '?room=r&kind=reading&from=2026-11-01&before=9',
  );
});

test('what was done about someone is another question than what they did', () => {
  const about = { ...EVERYTHING, side: 'about' } as const;
  expect(queryOf({ ...EVERYTHING, account: 'a' })).toBe('?account=a');
  expect(queryOf({ ...about, account: 'a', kind: 'staff' })).toBe('?kind=staff&about=a');
  expect(queryOf({ ...about, device: 'd' })).toBe('?about=d');
  expect(queryOf({ ...about, account: 'a', device: 'd' })).toBe('?device=d&about=a');
  expect(queryOf(about)).toBe('');
});

test('the days are in order', () => {
  expect(daysAreTurned({ ...EVERYTHING, from: '2026-11-02', upto: '2026-11-01' })).toBe(true);
  expect(daysAreTurned({ ...EVERYTHING, from: '2026-11-01', upto: '2026-11-01' })).toBe(false);
  expect(daysAreTurned({ ...EVERYTHING, from: '2026-11-02' })).toBe(false);
});

test('every kind can be chosen once', () => {
  expect(new Set(KINDS).size).toBe(KINDS.length);
});
