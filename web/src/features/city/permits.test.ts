import { expect, test } from 'vitest';
import type { PermitLine } from '../../protocol';
import { afterWithdrawal } from './permits';

const sunday: PermitLine = { ground: 'disaster', until: '2026-11-29T09:00:00Z' };
const friday: PermitLine = { ground: 'abuse_or_dv', until: '2026-11-27T09:00:00Z' };

test('a permit on the ground of abuse goes on after a proxy withdraws, whichever other one stands longer', () => {
  expect(afterWithdrawal([sunday, friday], 'asked_by_proxy')).toEqual({
    onAbuse: [friday],
    goOn: [friday],
    end: [sunday],
  });
});

test('and ends with all others when the person asks, or before it is known who does', () => {
  for (const ground of ['asked_by_person', undefined] as const) {
    expect(afterWithdrawal([sunday, friday], ground)).toEqual({
      onAbuse: [friday],
      goOn: [],
      end: [sunday, friday],
    });
  }
  expect(afterWithdrawal([sunday], 'asked_by_proxy').goOn).toEqual([]);
});
