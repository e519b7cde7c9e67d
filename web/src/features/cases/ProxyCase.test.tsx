import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import '../../i18n';
import type { CaseLine, ProxySuspension } from '../../protocol';
import { ProxyCase } from './ProxyCase';

afterEach(cleanup);

const line = {
  receipt: '7K2M-QXWD-4HPC',
  state: 'open',
  opened_at: '2026-11-27T15:10:00Z',
  due: '2026-11-30',
  claimed_by: null,
  is_mine: false,
} as CaseLine;

const done: ProxySuspension = {
  account: '01a20493-ec3b-767a-b3a3-493fbc224dd3',
  name: '見本 花',
  login_id: 'bcdf2345',
  device: null,
  label: null,
  facility: 'みほん訪問看護ステーション',
  grounds: 'leaked',
  asked: { by: '見本 課長', at: '2026-11-27T15:00:00Z' },
  by: '業者 太郎',
};

test('the city reads whose ID it is, why, who asked and when', () => {
  render(<ProxyCase line={line} done={done} />);
  for (const words of ['見本 花', 'bcdf2345', '漏えいのおそれ', '業者 太郎', 'みほん訪問看護ステーション'])
    expect(screen.getByText(words), words).toBeTruthy();
  expect(document.body.textContent).toContain('見本 課長さんから 11月28日(土) 0:00 に依頼を受けた');
  expect(screen.queryByText('端末')).toBeNull();
});

test('and that nobody could be reached, if so', () => {
  render(<ProxyCase line={line} done={{ ...done, asked: null }} />);
  expect(screen.getByText('市のだれにも連絡がつかなかった')).toBeTruthy();
});
