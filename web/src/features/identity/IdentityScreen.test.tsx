import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import '../../i18n';
import { correctIdentity, readIdentity } from '../../api/identity';
import { ProblemError } from '../../api/request';
import type { IdentityView } from '../../protocol';
import IdentityScreen from './IdentityScreen';

vi.mock('../../api/identity');
afterEach(cleanup);

const ROOM = '01a20493-eee4-7604-9006-30a97ee64042';

const stands = (version: number, label: string, birth_date: string, basis: IdentityView['basis']) =>
  ({
    room: { room: ROOM, version, label, kana: 'みほん はなこ', birth_date },
    basis,
    corrections: [],
  }) as unknown as IdentityView;

const shown = (label: RegExp) => (screen.getByLabelText(label) as HTMLInputElement).value;

test('what another moderator corrected meanwhile is not taken back, and what was typed stays', async () => {
  vi.mocked(readIdentity)
    .mockResolvedValueOnce(stands(3, '見本 花', '1939-01-02', 'resident'))
    .mockResolvedValueOnce(stands(4, '見本 花', '1939-02-01', 'lives_here'));
  vi.mocked(correctIdentity)
    .mockRejectedValueOnce(new ProblemError({ status: 412, code: 'stale' } as never))
    .mockImplementationOnce(async (_, body) => stands(5, body.name, body.birth_date, body.basis));
  render(<IdentityScreen room={ROOM} />);
  await screen.findByText(/1939年1月2日（昭和14年）生まれ\s市民である/);
  fireEvent.change(await screen.findByLabelText(/^お名前/), { target: { value: '見本 花子' } });
  fireEvent.change(screen.getByLabelText(/^訂正の理由/), { target: { value: '書きまちがい' } });
  const submit = () => fireEvent.click(screen.getByRole('button', { name: '訂正する' }));
  submit();

  // Whoever goes on sees what stands there now.
  await screen.findByText(/1939年2月1日（昭和14年）生まれ\s住民票はないが/);
  expect(shown(/^お名前/)).toBe('見本 花子');
  await waitFor(() => expect(shown(/^生年月日/)).toBe('1939-02-01'));
  expect(shown(/^訂正の理由/)).toBe('書きまちがい');
  await waitFor(() =>
    expect(screen.getByRole('button', { name: '訂正する' }).hasAttribute('disabled')).toBe(false),
  );
  submit();
  await waitFor(() =>
    expect(correctIdentity).toHaveBeenLastCalledWith(ROOM, {
      version: 4,
      name: '見本 花子',
      kana: 'みほん はなこ',
      birth_date: '1939-02-01',
      basis: 'lives_here',
      basis_before: 'lives_here',
      reason: '書きまちがい',
    }),
  );
});
