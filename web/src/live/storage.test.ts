import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';
import { destroyStorage, openStorage } from './storage';

const ACCOUNT = '00000000-0000-7000-8000-0000000000cc';
const draft = { room: 'a', body: '書きかけ', priority: 'normal' as const };

afterEach(() => destroyStorage(ACCOUNT));

const databases = async () => (await indexedDB.databases()).map(({ name }) => name);

test('on a shared device nothing that was being written is written down', async () => {
  const storage = await openStorage(ACCOUNT, true);
  await storage.drafts.put(draft);
  expect(await databases()).toEqual([]);
  // A locked screen closes it and opens it again.
  storage.close();
  expect(await (await openStorage(ACCOUNT, true)).drafts.get('a')).toEqual(draft);
});

test('on a shared device nothing is left after the logout, for the same person or another', async () => {
  await (await openStorage(ACCOUNT, true)).drafts.put(draft);
  expect(await (await openStorage('another', true)).drafts.rooms()).toEqual([]);
  await destroyStorage(ACCOUNT);
  expect(await (await openStorage(ACCOUNT, true)).drafts.rooms()).toEqual([]);
});

test('on a device of one’s own a draft outlives the page', async () => {
  const storage = await openStorage(ACCOUNT, false);
  await storage.drafts.put(draft);
  storage.close();
  expect(await databases()).toEqual([`renrakucho-${ACCOUNT}`]);
  const again = await openStorage(ACCOUNT, false);
  expect(await again.drafts.get('a')).toEqual(draft);
  again.close();
});
