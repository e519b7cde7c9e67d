import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import '../../i18n';
import { EndedBanner, EndedFooter } from './Ended';

beforeAll(() => {
  // The test's browser has no modal dialogs.
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
    this.open = false;
  };
});
afterEach(cleanup);

describe('a room whose support has ended', () => {
  test('says so, why and when', () => {
    render(<EndedBanner end={{ reason: 'graduated', ended_on: '2026-03-31' }} />);
    expect(screen.getByRole('status').textContent).toContain('卒業など（2026年3月31日）');
  });

  test('keeps what was being written and says that it cannot be sent', () => {
    const onDiscard = vi.fn();
    render(<EndedFooter draft="書きかけの文章" onDiscard={onDiscard} />);
    expect(screen.getByText('書きかけの文章')).toBeTruthy();
    expect(screen.getByText(/書きかけの文章は、送信できません/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: '書きかけを消す' }));
    expect(onDiscard).not.toHaveBeenCalled();
    fireEvent.click(
      screen.getAllByRole('button', { name: '書きかけを消す', hidden: true }).at(-1) as HTMLElement,
    );
    expect(onDiscard).toHaveBeenCalledOnce();
  });

  test('says nothing of a draft where there is none', () => {
    render(<EndedFooter draft={'　\n'} onDiscard={() => undefined} />);
    expect(screen.getByText('支援が終了したため、閲覧だけができます。')).toBeTruthy();
    expect(screen.queryByRole('button')).toBeNull();
  });
});
