import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, expect, test } from 'vitest';
import '../../i18n';
import { forgetDraft, forgetDrafts, hasDraft } from '../../app/kept-drafts';
import { SessionContext } from '../../app/session-context';
import type { SessionView } from '../../protocol';
import { DecisionForm, type DecisionWords } from './DecisionForm';

beforeAll(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
    this.open = false;
  };
});
afterEach(() => {
  cleanup();
  forgetDrafts();
});

function show(of: string, words: DecisionWords, account = 'kato') {
  const templates = { accepted: ['理由を確認しました。'], refused: ['理由を確認しました。'] };
  const access = {
    session: { account } as SessionView,
    signedOut: () => undefined,
    leaving: () => undefined,
  };
  render(
    <SessionContext value={access}>
      <DecisionForm of={of} words={words} templates={templates} decide={async () => true} />
    </SessionContext>,
  );
}

/** What is asked before it is decided. */
function asked(words: DecisionWords, verdict: string): string {
  show('one', words);
  fireEvent.click(screen.getByRole('radio', { name: verdict }));
  fireEvent.click(screen.getByRole('button', { name: verdict }));
  return screen.getByRole('dialog').textContent ?? '';
}

test('that an erasure is proposed can be taken back, and that it is decided cannot', () => {
  for (const verdict of ['消去を提案する', '提案しない']) {
    expect(asked('entryErasureRequest', verdict)).not.toContain('元に戻すことはできません');
    cleanup();
    forgetDrafts();
  }
  expect(asked('entryErasure', '消去する')).toContain('元に戻すことはできません');
});

test('the city is told that whoever asked for an erasure reads why it was refused', () => {
  expect(asked('entryErasureRequest', '提案しない')).toContain(
    '求めた職員にも、ルームの「基本情報」で表示されます',
  );
  cleanup();
  forgetDrafts();
  expect(asked('entryErasure', '消去しない')).toContain('求めた職員にも、ルームの「基本情報」で表示されます');
});

test('a button that writes down what was found says so, and one that does something says what', () => {
  show('one', 'residence');
  fireEvent.click(screen.getByRole('radio', { name: '引き続き対象' }));
  expect(screen.getByRole('button', { name: '「引き続き対象」と記録する' })).toBeTruthy();
  cleanup();
  forgetDrafts();
  show('one', 'erasure');
  fireEvent.click(screen.getByRole('radio', { name: '消去する' }));
  expect(screen.getByRole('button', { name: '消去する' })).toBeTruthy();
});

const reason = () => screen.getByRole<HTMLTextAreaElement>('textbox');
const begin = () => {
  fireEvent.click(screen.getByRole('radio', { name: '承認しない' }));
  fireEvent.change(reason(), { target: { value: '書きかけの理由' } });
};

test('a reason that was begun is there when one comes back to its case, and at no other', () => {
  show('one', 'application');
  begin();
  cleanup();
  show('other', 'application');
  expect(screen.queryByRole('textbox')).toBeNull();
  cleanup();
  show('one', 'application');
  expect(screen.getByRole<HTMLInputElement>('radio', { name: '承認しない' }).checked).toBe(true);
  expect(reason().value).toBe('書きかけの理由');
});

test('it is forgotten when the case is decided, and nobody else gets it', () => {
  show('one', 'application');
  begin();
  cleanup();
  expect([hasDraft('kato', 'one'), hasDraft('matsumoto', 'one')]).toEqual([true, false]);
  show('one', 'application', 'matsumoto');
  expect(screen.queryByRole('textbox')).toBeNull();
  cleanup();
  show('one', 'application');
  begin();
  forgetDraft('kato', 'one');
  cleanup();
  show('one', 'application');
  expect(screen.queryByRole('textbox')).toBeNull();
});
