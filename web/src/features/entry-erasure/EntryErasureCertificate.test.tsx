import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import '../../i18n';
import type { EntryErasureCertificate as Certificate } from '../../protocol';
import { EntryErasureCertificate } from './EntryErasureCertificate';

const shown = (more: Partial<Certificate> = {}) => {
  const certificate: Certificate = {
    room: '0190-room',
    entry: '0190-entry',
    seq: 51,
    written_at: '2026-11-26T05:00:00Z',
    line: { fiscal_year: 2026, number: 4, at: '2026-11-27T05:03:21Z' },
    ground: 'wrong_person',
    asked_by: '佐藤 真',
    asked_at: 'みほん訪問看護',
    proposed_by: '試験 市子',
    proposed_at: '試験市役所',
    decided_by: '承認 藤子',
    decided_at: '試験市役所',
    alerts: 0,
    documents: 0,
    exports: 0,
    backups_until: '2027-01-01',
    keep_days: 35,
    ...more,
  };
  render(<EntryErasureCertificate certificate={certificate} />);
  return document.body.textContent ?? '';
};

afterEach(cleanup);

test('it says which post, who asked, proposed and decided, and when the last backup expires', () => {
  const text = shown();
  for (const words of [
    '令和8年度 投稿第4号',
    'ルームの記録 51番',
    '佐藤 真（みほん訪問看護）',
    '試験 市子（試験市役所）',
    '承認 藤子（試験市役所）',
    '別の人についての投稿',
    '2027年1月1日',
    '35日',
    '取り消すお知らせメールはありませんでした',
  ]) {
    expect(text).toContain(words);
  }
  expect(text).not.toContain('印刷・書き出しは、消去の前に');
});

test('it counts the mails, the documents, and the copies that are out of reach', () => {
  const text = shown({ alerts: 2, documents: 1, exports: 3 });
  expect(text).toContain('送信前のメール 2件');
  expect(text).toContain('文書の控え 1件');
  expect(text).toContain('消去の前に 3件');
});
