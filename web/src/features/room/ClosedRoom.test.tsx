import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import '../../i18n';
import type { RoomState } from '../../protocol';
import { ClosedRoom } from './ClosedRoom';

const said = (state: RoomState | undefined, wasProposal = false) => {
  const gone = { why: 'room_closed', lostPosts: 0, ...(wasProposal && { wasProposal }) } as const;
  render(<ClosedRoom gone={gone} state={state} />);
  return screen.getByRole('alert').textContent;
};

afterEach(cleanup);

describe('a room that nobody reads any more', () => {
  test('was closed because consent was withdrawn', () => {
    expect(said('discontinued')).toContain('同意の取り下げにより');
  });

  test('was a proposal whose time was over', () => {
    expect(said('lapsed')).toContain('期限までに同意書が受け取られなかったか、提案が取り下げられたため');
  });

  test('was a proposal, and nothing is claimed that is not known', () => {
    expect(said('discontinued', true)).toContain('期限切れ、または取り下げ');
  });
});
