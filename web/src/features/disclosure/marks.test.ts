import { describe, expect, it } from 'vitest';
import type { RedactionMark } from '../../protocol';
import { hiddenBy, markOf, overlaps, piecesOf, placeOf } from './marks';

const passage = (from: number, upto: number) => markOf('passage', 'third_party', '', { from, upto });
const shown = (text: string, marks: RedactionMark[]) =>
  piecesOf(text, marks).map(({ text, black }) => (black ? `[${text}]` : text));

describe('what is marked in a post', () => {
  it('is seen where it stands', () => {
    expect(shown('隣の山田さんが来た', [passage(2, 4)])).toEqual(['隣の', '[山田]', 'さんが来た']);
    expect(shown('隣の山田さん', [passage(4, 6), passage(0, 2)])).toEqual(['[隣の]', '山田', '[さん]']);
    expect(shown('ぜんぶ', [markOf('whole', 'danger', '')])).toEqual(['[ぜんぶ]']);
    expect(shown('ひと', [markOf('author', 'danger', '')])).toEqual(['ひと']);
  });

  it('is counted in characters, as the server does', () => {
    const text = '𠮷田さん';
    expect(placeOf(text, 2)).toBe(1);
    expect(hiddenBy(text, passage(0, 1))).toBe('𠮷');
    expect(shown(text, [passage(0, 1)])).toEqual(['[𠮷]', '田さん']);
  });

  it('does not overlap', () => {
    expect(overlaps([passage(2, 4)], 3, 5)).toBe(true);
    expect(overlaps([passage(2, 4)], 4, 5)).toBe(false);
    expect(overlaps([passage(2, 4)], 0, 9)).toBe(true);
  });
});
