import 'fake-indexeddb/auto';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import '../../i18n';
import { keepKey, removeKey } from '../../keys/key-store';
import { KeptNote } from './KeptNote';

/** The browser's answers: what it has promised, and what it says when it is asked. */
function browser(persisted: boolean, persist: () => Promise<boolean>) {
  vi.stubGlobal(
    'navigator',
    Object.assign(Object.create(navigator), {
      storage: { persisted: async () => persisted, persist },
    }),
  );
}

/** Whose key it is does not matter here, and a stand-in of IndexedDB cannot keep a real one. */
async function holdKey() {
  await keepKey('device', {
    privateKey: {} as CryptoKey,
    digest: new Uint8Array(32),
    fingerprint: new Uint8Array(32),
  });
}

afterEach(async () => {
  cleanup();
  vi.unstubAllGlobals();
  await removeKey('device');
});

test('a key that the browser promised to keep is said to stay', async () => {
  await holdKey();
  browser(true, async () => true);
  render(<KeptNote />);
  expect(await screen.findByText(/ブラウザーに残ります/)).toBeTruthy();
  expect(screen.queryByRole('button')).toBeNull();
});

test('one that may go says so, and asking again is a button that tells the answer', async () => {
  await holdKey();
  const answers = [false, true];
  browser(false, async () => answers.shift() ?? false);
  render(<KeptNote />);
  expect(await screen.findByText(/消えることがあります/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: '消えないように保護する' }));
  expect(await screen.findByText(/このブラウザーでは保護できませんでした/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: '消えないように保護する' }));
  expect(await screen.findByText(/ブラウザーに残ります/)).toBeTruthy();
});

test('a device whose certificate lies in a file has nothing in the browser to keep', async () => {
  browser(false, async () => false);
  const { container } = render(<KeptNote />);
  await new Promise((done) => setTimeout(done));
  expect(container.childElementCount).toBe(0);
});
