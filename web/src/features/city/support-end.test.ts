import { describe, expect, test } from 'vitest';
import { endFault } from './support-end';

const TODAY = '2026-11-27';

describe('what is said about the end of support', () => {
  test('names why first, then the day', () => {
    expect(endFault(undefined, '', undefined, TODAY)).toBe('reason');
    expect(endFault('death', '', undefined, TODAY)).toBe('day');
  });

  test('lies between the signature and today', () => {
    expect(endFault('graduated', TODAY, '2026-04-01', TODAY)).toBeUndefined();
    expect(endFault('graduated', '2026-04-01', '2026-04-01', TODAY)).toBeUndefined();
    expect(endFault('graduated', '2026-03-31', '2026-04-01', TODAY)).toBe('day');
    expect(endFault('graduated', '2026-11-28', '2026-04-01', TODAY)).toBe('day');
    expect(endFault('moved_away', '2020-01-01', undefined, TODAY)).toBeUndefined();
  });
});
