import type { TFunction } from 'i18next';
import { expect, test } from 'vitest';
import type { CaseLine } from '../../protocol';
import { dateWords } from './CaseList';

const t = ((key: string) => key) as TFunction;

test('a disclosure request shows until when the law wants it answered, also after its room was unsealed', () => {
  const asked = { state: 'open', due: '2026-12-18', decided_at: null } as CaseLine;
  expect(dateWords(t, asked)).toBe('cases.dueOn');
  const unsealed: CaseLine = { ...asked, state: 'accepted', decided_at: '2026-11-28T03:00:00Z' };
  expect(dateWords(t, { ...unsealed, release_turn: 'city_moderator' })).toBe('cases.dueOn');
  expect(dateWords(t, unsealed)).toBe('cases.decidedOn');
});
