import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import '../../i18n';
import { ReceiptFields, type Tick } from './ReceiptFields';

afterEach(cleanup);

const TICK: Tick = { name: 'without_scan', label: '写しがないまま記録する', missing: '写しがありません。' };

function fill() {
  fireEvent.click(screen.getByRole('radio', { name: 'ご本人' }));
  fireEvent.change(screen.getByRole('textbox', { name: /同意書の版/ }), { target: { value: '2021-02' } });
  fireEvent.change(screen.getByLabelText(/署名日/), { target: { value: '2026-01-05' } });
  fireEvent.change(screen.getByLabelText(/市の受領日/), { target: { value: '2026-01-06' } });
  fireEvent.click(screen.getByRole('radio', { name: '用紙に書かれているすべて' }));
}

const next = () => fireEvent.click(screen.getByRole('button', { name: '次へ' }));

test('what must be ticked is ticked before anything is sent, and what was typed stays', async () => {
  const send = vi.fn(() => Promise.resolve());
  render(
    <ReceiptFields
      version={3}
      submitWord="次へ"
      signedOnWrong=""
      back="/city"
      ticks={[TICK]}
      send={send}
      onStale={() => {}}
    />,
  );
  fill();
  next();
  expect(screen.getByText('写しがありません。')).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByRole('checkbox', { name: /写しがないまま/ }));
  expect(send).not.toHaveBeenCalled();
  fireEvent.click(screen.getByRole('checkbox', { name: /写しがないまま/ }));
  expect(screen.queryByText('写しがありません。')).toBeNull();
  next();
  await waitFor(() => expect(send).toHaveBeenCalledWith(expect.objectContaining({ version: 3 })));
  expect((screen.getByLabelText(/市の受領日/) as HTMLInputElement).value).toBe('2026-01-06');
});
