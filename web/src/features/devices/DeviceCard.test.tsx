import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import '../../i18n';
import type { SharedDevice, StaffLine } from '../../protocol';
import { DeviceCard } from './DeviceCard';

const SATO = { account: 'sato', name: '佐藤 あおい', is_signed_in: true };
const device: SharedDevice = {
  device: 'd',
  label: '職員室1号',
  place: '2階 職員室',
  security_software: 'Microsoft Defender',
  registered_by: '伊藤 健太',
  registered_at: '2026-04-01T00:00:00Z',
  changed_by: null,
  changed_at: null,
  standing: 'active',
  is_enrolled: true,
  code_until: null,
  people: [SATO],
  is_this: false,
  version: 1,
};
const staff = [
  { account: 'sato', name: '佐藤 あおい', login_id: 'sato', standing: 'active', is_self: false },
  { account: 'mori', name: '森 直人', login_id: 'mori', standing: 'active', is_self: false },
  { account: 'ito', name: '伊藤 健太', login_id: 'ito', standing: 'active', is_self: true },
] as StaffLine[];

function shown(more: Partial<SharedDevice> = {}) {
  const told = { onCode: vi.fn(), onChange: vi.fn(), onAllow: vi.fn(), onStop: vi.fn() };
  render(<DeviceCard device={{ ...device, ...more }} staff={staff} busy={false} {...told} />);
  return told;
}
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

afterEach(cleanup);

describe('the card of a shared device', () => {
  test('is stated anew with a declaration, and then says whose word it is', () => {
    const told = shown();
    press('置き場所・対策ソフトを変更する（職員室1号）');
    const form = within(screen.getByRole('form', { name: '職員室1号 の変更' }));
    fireEvent.change(form.getByLabelText(/置き場所/), { target: { value: ' 3階 ' } });
    press('変更する');
    expect(told.onChange).not.toHaveBeenCalled();
    expect(form.getByText('確認してからチェックを入れてください。')).toBeTruthy();
    fireEvent.click(form.getByRole('checkbox'));
    press('変更する');
    expect(told.onChange).toHaveBeenCalledWith('3階', 'Microsoft Defender');
    cleanup();
    shown({ changed_by: '森 直人', changed_at: '2026-05-02T00:00:00Z' });
    expect(screen.getByText(/5月2日.*森 直人 が申告/)).toBeTruthy();
  });

  test('says whose word its protection rests on, and who is signed in', () => {
    shown();
    expect(screen.getByText(/4月1日.*伊藤 健太 が申告/)).toBeTruthy();
    const people = screen.getByRole('region', { name: '職員室1号 を使える職員' });
    expect(within(people).getByRole('listitem').textContent).toContain('佐藤 あおいログイン中');
  });

  test('adds who was chosen, of those who are not there yet, and never oneself', () => {
    const { onAllow } = shown();
    const choices = screen.getAllByRole('option').map(({ textContent }) => textContent);
    expect(choices).toEqual(['職員を選ぶ', '森 直人（mori）']);
    press('加える');
    expect(onAllow).not.toHaveBeenCalled();
    expect(screen.getByText('職員を選んでください。')).toBeTruthy();
    fireEvent.change(screen.getByRole('combobox'), { target: { value: 'mori' } });
    press('加える');
    expect(onAllow).toHaveBeenCalledWith('mori');
  });

  test('asks before anything is taken away', () => {
    const { onStop } = shown();
    press('佐藤 あおい を外す');
    press('全員をログアウトさせる');
    press('紛失の届出');
    press('使用を終了する');
    expect(onStop.mock.calls.map(([stop]) => stop)).toEqual([
      { is: 'remove', account: 'sato', name: '佐藤 あおい' },
      { is: 'sessions' },
      { is: 'loss' },
      { is: 'retire' },
    ]);
  });

  test('offers a code while there is no certificate, and no loss of what is stopped', () => {
    const { onCode } = shown({ is_enrolled: false, people: [] });
    press('登録コードを作る');
    expect(onCode).toHaveBeenCalledOnce();
    expect(screen.queryByRole('button', { name: '全員をログアウトさせる' })).toBeNull();
    cleanup();
    shown({ standing: 'suspended' });
    expect(screen.queryByRole('button', { name: '紛失の届出' })).toBeNull();
    expect(screen.queryByRole('combobox')).toBeNull();
    expect(screen.getByRole('button', { name: '使用を終了する' })).toBeTruthy();
  });
});
