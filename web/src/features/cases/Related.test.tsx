import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import '../../i18n';
import { SessionContext } from '../../app/session-context';
import type { CaseDetail, SessionView } from '../../protocol';
import { Related } from './History';

afterEach(cleanup);

const line = { case: 'c', facility: null } as CaseDetail['line'];

function related(about: Partial<Record<keyof CaseDetail, unknown>>): string | undefined {
  const access = {
    session: { role: 'city_moderator' } as SessionView,
    signedOut: () => undefined,
    leaving: () => undefined,
  };
  render(
    <SessionContext value={access}>
      <Related found={{ line, ...about } as CaseDetail} inbox={[]} />
    </SessionContext>,
  );
  const place = screen.queryByRole('link')?.getAttribute('href');
  expect(screen.queryByText('関連するものはありません。') === null).toBe(place !== undefined);
  cleanup();
  return place ?? undefined;
}

test('whoever decides about a room finds it beside the case, whatever kind it is', () => {
  const about = [
    { erasure: { proposal: { room: 'r' } } },
    { exceptional_use: { room: 'r' } },
    { residence: { room: 'r' } },
    { own_consent: { room: 'r' } },
    { disclosure: { head: { room: 'r' } } },
    { entry_erasure: { room: 'r' } },
  ];
  expect(new Set(about.map(related))).toEqual(new Set(['/city?room=r']));
  expect(related({ loss: {} })).toBeUndefined();
});
