import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import '../../i18n';
import { FileEnrolment } from './FileEnrolment';

const told = { onMade: vi.fn(), onImported: vi.fn() };
let asked: unknown[];
let answer: () => Response;

beforeEach(() => {
  asked = [];
  answer = () => Response.json({ file: btoa('file'), password: '0123456789abcdef0123', expires_at: '' });
  vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
    asked.push(JSON.parse(body));
    return answer();
  });
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:file', revokeObjectURL: vi.fn() }));
});
afterEach(() => {
  cleanup();
  vi.clearAllMocks();
  vi.unstubAllGlobals();
});

const shown = (isOnly: boolean) =>
  render(<FileEnrolment code="7K2MQ" isOnly={isOnly} busy={false} {...told} />);
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

test('it stands in nobody’s way until it is wanted, and makes nothing by itself', () => {
  shown(false);
  expect(screen.queryByRole('button', { name: '証明書のファイルを作る' })).toBeNull();
  press('証明書のファイルで登録する');
  expect(screen.getByRole('button', { name: '証明書のファイルを作る' })).toBeTruthy();
  expect(asked).toEqual([]);
});

test('the file and its password are there once, apart from each other, with steps for each system', async () => {
  shown(true);
  press('証明書のファイルを作る');
  const link = await screen.findByRole('link', { name: 'ファイルを保存する' });
  expect(asked).toEqual([{ code: '7K2MQ' }]);
  expect(told.onMade).toHaveBeenCalledOnce();
  expect([link.getAttribute('href'), link.getAttribute('download')]).toEqual(['blob:file', 'renrakucho.p12']);
  expect(screen.getByText('0123456789abcdef0123')).toBeTruthy();
  expect(screen.queryByRole('button', { name: '証明書のファイルを作る' })).toBeNull();
  for (const system of ['Windows', 'Mac', 'iPhone・iPad']) {
    const steps = screen.getByText(system).closest('details') as HTMLElement;
    expect(within(steps).getAllByRole('listitem', { hidden: true })).toHaveLength(3);
  }
  press('取り込みが終わったら次へ');
  expect(told.onImported).toHaveBeenCalledOnce();
});

test('of a code that gave one already it says what to do', async () => {
  answer = () => Response.json({ code: 'unauthenticated', retry: 'reauth', id: 'x' }, { status: 401 });
  shown(true);
  press('証明書のファイルを作る');
  expect(await screen.findByText(/すでにファイルが作られているか/)).toBeTruthy();
  expect(told.onMade).not.toHaveBeenCalled();
});
