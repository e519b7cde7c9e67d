import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import '../../i18n';
import type { CaseDetail, CaseLine } from '../../protocol';
import { History } from './History';

afterEach(cleanup);

const opened = (more: Partial<CaseLine>, by: string | null = null) => {
  const line = { kind: 'quarterly_review', route: 'calendar', ...more } as CaseLine;
  render(
    <History
      found={{ line, history: [{ at: '2026-11-01T00:00:00Z', step: 'opened', by }] } as unknown as CaseDetail}
    />,
  );
  return screen.getByRole('listitem').textContent ?? '';
};

test('what a day of the calendar opened nobody has sent', () => {
  expect(opened({})).toContain('期日が来たため、システムが登録しました');
});

test('what an applicant sent, they sent', () => {
  expect(opened({ kind: 'facility_application', route: 'web' })).toContain('受け付けました（申請者）');
});

test('what has words of its own keeps them', () => {
  expect(opened({ kind: 'own_consent' })).toContain('期日が近づいたため、システムが登録しました');
});
