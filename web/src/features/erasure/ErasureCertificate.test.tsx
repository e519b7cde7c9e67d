import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import '../../i18n';
import type { ErasureCertificate as Certificate } from '../../protocol';
import { ErasureCertificate } from './ErasureCertificate';

const shown = (more: Partial<Certificate> = {}) => {
  const certificate: Certificate = {
    room: '0190-room',
    line: { fiscal_year: 2026, number: 4, at: '2026-11-27T05:03:21Z' },
    before: 'discontinued',
    ground: 'asked_for',
    proposed_by: '試験 市子',
    proposed_at: '試験市役所',
    decided_by: '承認 藤子',
    decided_at: '試験市役所',
    goes: {
      posts: 123,
      read_marks: 4,
      memberships: 5,
      others: [{ kind: 'consent_scans', number: 2 }],
    },
    key_destroyed_at: '2026-11-27T05:03:22Z',
    completed_at: '2026-11-27T05:03:23Z',
    ...more,
  };
  render(<ErasureCertificate certificate={certificate} />);
  return document.body.textContent ?? '';
};

afterEach(cleanup);

test('it says who proposed, who decided, how much, and since when no backup reads it', () => {
  const text = shown();
  for (const words of [
    '令和8年度 第4号',
    '試験 市子（試験市役所）',
    '承認 藤子（試験市役所）',
    '投稿 123件',
    '2026年11月27日(金) 14時03分22秒',
    'バックアップ',
    '印刷した紙',
  ]) {
    expect(text).toContain(words);
  }
});

test('before the key is gone it claims nothing of the kind', () => {
  const text = shown({ key_destroyed_at: null, completed_at: null });
  expect(text).toContain('消去の途中です');
  expect(text).not.toContain('投稿 123件');
});
