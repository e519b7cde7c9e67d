import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import '../i18n';
import CasesScreen from '../features/cases/CasesScreen';
import DevicesScreen from '../features/devices/DevicesScreen';
import ReportLossScreen from '../features/losses/ReportLossScreen';
import { WaitingPage } from './Waiting';

// A server that does not answer yet.
beforeEach(() => vi.stubGlobal('fetch', () => new Promise(() => undefined)));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test.each([
  ['losses', <ReportLossScreen key="losses" />],
  ['devices', <DevicesScreen key="devices" facility="f" />],
  ['cases', <CasesScreen key="cases" />],
])('a screen that waits for its answer has no main part of its own: %s', (_, waiting) => {
  render(<main>{waiting}</main>);
  expect(screen.getAllByRole('main')).toHaveLength(1);
  expect(screen.getByRole('status').closest('main')).toBe(screen.getByRole('main'));
});

test('and what stands alone has one', () => {
  render(<WaitingPage />);
  expect(screen.getAllByRole('main')).toHaveLength(1);
});
