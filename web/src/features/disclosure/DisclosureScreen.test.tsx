import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import '../../i18n';
import { SessionContext } from '../../app/session-context';
import type {
  Disclosure,
  DisclosureHead,
  DisclosurePreview,
  SessionView,
  UnsealedPage,
} from '../../protocol';
import DisclosureScreen from './DisclosureScreen';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const AT = '2026-11-28T00:00:00Z';

/** The server's side of one request: each page of the record that is read is written down. */
function server() {
  const head: DisclosureHead = {
    request: 'q',
    room: 'r',
    state: 'unsealed',
    due: '2026-12-28',
    unsealed_until: new Date(Date.now() + 3_600_000).toISOString(),
    entries: 1,
    redacted: 0,
    names_staff: false,
    fiscal_year: null,
    number: null,
    ready_at: null,
    released_at: null,
    version: 1,
  };
  const found = (): Disclosure => ({
    head: { ...head },
    label: '見本 花',
    words: null,
    unsealings: [],
    may_read: true,
    may_redact: true,
    may_release: false,
    may_see_document: false,
  });
  const author = { account: 'a', name: '佐藤', facility: 'みほん薬局', profession: '薬剤師' };
  const entry = { id: 'e', seq: 1, at: AT, author, kind: 'post', body: '服薬のこと' };
  const page = { entries: [{ entry, marks: [], is_left_out: false }], last_seq: 1 };
  const document = {
    city: 'みほん市',
    service: '連絡帳',
    notice: '',
    person: '見本 花',
    requester: 'person',
    received_on: '2026-11-27',
    from: null,
    upto: null,
    names_staff: false,
    entries: [],
    withheld: [],
  } satisfies DisclosurePreview['document'];
  const reads: string[] = [];
  const answer = (path: string) => {
    if (path.includes('/entries')) return page as unknown as UnsealedPage;
    if (path.endsWith('/preview')) return { document, digest: 'd', version: head.version };
    return found();
  };
  vi.stubGlobal('fetch', async (path: string, { method }: RequestInit) => {
    if (path.includes('/entries')) reads.push(path);
    // As on a network: what is set before an answer is on the screen when it comes.
    await new Promise((answered) => setTimeout(answered, 20));
    if (method === 'GET') return Response.json(answer(path));
    head.version += 1;
    head.ready_at = AT;
    return Response.json({ version: head.version });
  });
  return reads;
}

const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));

test('whoever says that it is blackened has not read the record once more', async () => {
  const reads = server();
  const access = {
    session: { role: 'city_moderator' } as SessionView,
    signedOut: () => undefined,
    leaving: () => undefined,
  };
  render(
    <SessionContext value={access}>
      <DisclosureScreen id="q" />
    </SessionContext>,
  );
  await press('記録を読む');
  await screen.findByText('服薬のこと');
  await press('開示する内容を確かめる');
  await press('黒塗りを終えたことを市承認者に伝える');
  await screen.findByText(/黒塗りを終えたことを、市承認者にメールで知らせました。/);
  await screen.findByText(/に、黒塗りを終えたことを市承認者に知らせました。/);
  expect(reads).toHaveLength(1);
  // What was previewed stays, and what is saved next goes out with the new version: nothing waits to be read again.
  expect(screen.getByText('開示する内容（まだ決定していません）')).toBeTruthy();
  expect(screen.queryByRole('button', { name: '記録を読み直す' })).toBeNull();
});
