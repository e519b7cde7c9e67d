import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import '../../i18n';
import type { CaseDetail } from '../../protocol';
import { Decided } from './CaseScreen';

afterEach(cleanup);

const GONE = 'ルームの消去といっしょに消えました';

function decided(about: Partial<Record<keyof CaseDetail, unknown>>): string {
  const line = { case: 'c', kind: 'exceptional_use', state: 'accepted', decided_at: '2026-11-28T00:00:00Z' };
  const found = { line, facility: null, decided_by: '加藤', reason: null, ...about } as unknown as CaseDetail;
  render(<Decided found={found} />);
  const text = screen.getByText('理由').parentElement?.textContent ?? '';
  cleanup();
  return text;
}

test('a reason that went with the erasure of its room is told as gone', () => {
  const about = { exceptional_use: { room: 'r' } };
  expect(decided({ ...about, reason: '緊急のため' })).toContain('緊急のため');
  expect(decided({ ...about, reason: '緊急のため' })).not.toContain(GONE);
  for (const reason of [null, '']) expect(decided({ ...about, reason })).toContain(GONE);
  // Of what is about no room nothing goes.
  expect(decided({ reason: null })).not.toContain(GONE);
});
