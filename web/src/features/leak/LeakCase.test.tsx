import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import '../../i18n';
import { readLeak, reportLeak } from '../../api/leaks';
import { forgetDrafts } from '../../app/kept-drafts';
import { SessionContext } from '../../app/session-context';
import type { CaseDetail, CaseLine, LeakView, SessionView } from '../../protocol';
import { LeakCase } from './LeakCase';
import { LeakReportForm } from './LeakReportForm';

vi.mock('../../api/leaks', () => ({ readLeak: vi.fn(), reportLeak: vi.fn() }));

const DAY = { day: '2026-11-30', is_closed: false };
const VIEW: LeakView = {
  kind: 'device',
  subject: 'd',
  name: '見本の端末',
  from: '2026-11-26T00:00:00Z',
  upto: '2026-11-27T00:00:00Z',
  known_on: '2026-11-27',
  may_be_wrongful: false,
  words: '訪問先に置き忘れた。',
  preliminary: DAY,
  preliminary_latest: DAY,
  full: DAY,
  evidence: {
    position: 3,
    hash: '00',
    accesses: 0,
    digest: '00',
    fixed_at: '2026-11-27T01:00:00Z',
    is_whole: true,
    later: 0,
  },
  more: 0,
  persons: 0,
  accesses: [],
  reports: [],
};
const REPORT: LeakView['reports'][number] = {
  stage: 'preliminary',
  reported_on: '2026-11-27',
  words: '置き忘れを報告した。',
  by: '加藤 市子',
  recorded_at: '2026-11-27T02:00:00Z',
};
const access = (account: string) => ({
  session: { account } as SessionView,
  signedOut: () => undefined,
  leaving: () => undefined,
});

afterEach(() => {
  cleanup();
  forgetDrafts();
  vi.resetAllMocks();
});

function showForm(id: string, leak = VIEW) {
  render(
    <SessionContext value={access('kato')}>
      <LeakReportForm id={id} leak={leak} tell={async () => undefined} />
    </SessionContext>,
  );
}

function showCase(state: CaseLine['state'] = 'open') {
  const line = { case: 'one', version: 2, state, is_mine: true, receipt: '7K2M-QXWD-4HPC' } as CaseLine;
  const step = async (work: Promise<CaseDetail>) => {
    await work;
    return true;
  };
  render(
    <SessionContext value={access('kato')}>
      <LeakCase line={line} step={step} />
    </SessionContext>,
  );
}

const words = () => screen.getByRole<HTMLTextAreaElement>('textbox');
const wrongful = () => screen.getByRole<HTMLInputElement>('checkbox');
const begin = () => {
  fireEvent.change(words(), { target: { value: '書きかけの報告' } });
  fireEvent.click(wrongful());
};

test('a report that was begun is there when one comes back to its case, and at no other', () => {
  showForm('one');
  begin();
  cleanup();
  showForm('other');
  expect([words().value, wrongful().checked]).toEqual(['', false]);
  cleanup();
  showForm('one');
  expect([words().value, wrongful().checked]).toEqual(['書きかけの報告', true]);
  cleanup();
  showForm('one', { ...VIEW, reports: [REPORT] });
  expect(words().value).toBe('');
});

test('what was told is not begun again, and nothing is when the case is over', async () => {
  vi.mocked(readLeak).mockResolvedValue(VIEW);
  vi.mocked(reportLeak).mockResolvedValue({} as CaseDetail);
  showCase();
  await screen.findByRole('textbox');
  begin();
  vi.mocked(readLeak).mockResolvedValue({ ...VIEW, reports: [REPORT] });
  fireEvent.submit(words().form as HTMLFormElement);
  await waitFor(() => expect(words().value).toBe(''));
  begin();
  cleanup();
  // Only to see what is kept: that report was told.
  showForm('one');
  expect(words().value).toBe('');
  cleanup();
  showForm('one', { ...VIEW, reports: [REPORT] });
  expect(words().value).toBe('書きかけの報告');
  cleanup();
  showCase('accepted');
  await screen.findByText('置き忘れを報告した。');
  cleanup();
  showForm('one', { ...VIEW, reports: [REPORT] });
  expect(words().value).toBe('');
});
