import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import '../../i18n';
import type { CopyHolder, DiscontinuationCertificate } from '../../protocol';
import { Certificate } from './Certificate';
import { groundsIn } from './GroundChoice';

const holder = (device: string, reported_at: string | null = null): CopyHolder => ({
  name: '試験 花',
  facility: '試験訪問看護',
  device,
  reported_at,
});

const certificate = (more: Partial<DiscontinuationCertificate> = {}): DiscontinuationCertificate => ({
  room: 'r',
  label: '見本 ハナ',
  kana: 'みほん はな',
  fiscal_year: 2026,
  number: 3,
  at: '2026-11-27T05:03:21.123456Z',
  decided_by: '試験 市子',
  decided_at: '試験市役所',
  ground: 'asked_by_proxy',
  before: 'active',
  consent: {
    signed_by: 'person',
    form_version: '2021-02',
    signed_on: '2026-04-01',
    received_on: '2026-04-02',
  },
  server: {
    members: 7,
    alerts_cancelled: 2,
    followed: { nodes: 2, confirmed: 2, at: '2026-11-27T05:03:21.2Z' },
  },
  apps: {
    as_of: '2026-11-27T06:00:00Z',
    holders: [holder('携帯', '2026-11-27T05:03:22Z'), holder('事務所'), holder('予備')],
  },
  ...more,
});

const shown = (more: Partial<DiscontinuationCertificate> = {}) => {
  render(<Certificate certificate={certificate(more)} />);
  return document.body.textContent ?? '';
};

afterEach(cleanup);

describe('the certificate', () => {
  test('says what, when, by whom, and which consent it ended', () => {
    const text = shown();
    for (const words of [
      '令和8年度 第3号',
      '見本 ハナさん（みほん はな）',
      '2026年11月27日(金) 14時03分21秒',
      '試験 市子（試験市役所）',
      'ご家族・ご親族からの削除の申出',
      'ご本人・2026年4月1日 署名・2026年4月2日 市が受領（同意書の版 2021-02）',
    ]) {
      expect(text).toContain(words);
    }
  });

  test('counts what apps said, and says that it is their word', () => {
    const text = shown();
    expect(text).toContain('3台のうち 1台が、写しを消したと報告しています。');
    expect(text).toContain('アプリの申告です。サーバーからは確かめられません。');
    expect(screen.getAllByText('報告なし')).toHaveLength(2);
    expect(text).toContain('人の記憶は、この証明書の対象外です。');
  });

  test('says whether every node confirmed, one was silent, or nothing was written down', () => {
    expect(shown()).toContain('2台すべてのサーバーが');
    cleanup();
    const { server } = certificate();
    const silent = { nodes: 3, confirmed: 2, at: '2026-11-27T05:03:22Z' };
    expect(shown({ server: { ...server, followed: silent } })).toContain(
      '3台のうち 2台のサーバーが、この決定に従ったことを確認しました。残りの 1台',
    );
    cleanup();
    expect(shown({ server: { ...server, followed: null } })).toContain('サーバーごとの確認の記録は');
  });

  test('claims neither consent nor ground nor copies where there were none', () => {
    const { apps } = certificate();
    const text = shown({ consent: null, ground: null, apps: { ...apps, holders: [] } });
    expect(text).toContain('同意書は受け取っていません');
    expect(text).toContain('記録されていません');
    expect(text).toContain('ログインしていた参加職員の端末はありませんでした。');
    expect(text).not.toContain('台のうち');
  });
});

test('a proposal is dropped only while it is one', () => {
  expect(groundsIn('awaiting_consent')).toContain('proposal_dropped');
  expect(groundsIn('active')).toEqual(['asked_by_person', 'asked_by_proxy']);
  expect(groundsIn('ended')).toEqual(['asked_by_person', 'asked_by_proxy']);
});
