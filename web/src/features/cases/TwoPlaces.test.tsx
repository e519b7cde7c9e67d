import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import '../../i18n';
import type { CaseLine, DeviceInTwoPlaces } from '../../protocol';
import { TwoPlaces } from './TwoPlaces';

afterEach(cleanup);

const line = {
  receipt: '7K2M-QXWD-4HPC',
  state: 'open',
  opened_at: '2026-11-27T03:10:00Z',
  due: '2026-11-30',
  claimed_by: null,
  is_mine: false,
} as CaseLine;

const noticed: DeviceInTwoPlaces = {
  device: '01a20493-ec3b-767a-b3a3-493fbc224dd2',
  label: '見本 花さんの端末',
  is_shared: false,
  facility: 'みほん訪問看護ステーション',
  places: [
    {
      person: { account: '01a20493-ec3b-767a-b3a3-493fbc224dd3', name: '見本 花', login_id: 'hana' },
      address: '203.0.113.7',
      agent: 'Mihon/1.0',
      since: '2026-11-27T03:00:00Z',
      until: '2026-11-27T03:05:00Z',
    },
    {
      person: null,
      address: '198.51.100.9',
      agent: '',
      since: '2026-11-27T03:03:00Z',
      until: '2026-11-27T03:03:00Z',
    },
  ],
};

test('each place says who, when and where, and that nobody came in where the certificate alone was shown', () => {
  render(<TwoPlaces line={line} noticed={noticed} />);
  const first = within(screen.getByRole('region', { name: '使われた場所 1' }));
  expect(first.getByText('見本 花さん（hana）')).toBeTruthy();
  expect(first.getByText('時刻').parentElement?.textContent).toBe('時刻11月27日(金) 12:00 から 12:05 まで');
  expect(first.getByText('203.0.113.7')).toBeTruthy();
  const second = within(screen.getByRole('region', { name: '使われた場所 2' }));
  expect(second.getByText(/証明書だけが示され/)).toBeTruthy();
  expect(second.getByText('時刻').parentElement?.textContent).toBe('時刻11月27日(金) 12:03');
  expect(second.getByText('名乗っていません')).toBeTruthy();
});
