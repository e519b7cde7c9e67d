import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, expect, test } from 'vitest';
import '../../i18n';
import { DecisionForm, type DecisionWords } from './DecisionForm';

beforeAll(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
    this.open = false;
  };
});
afterEach(cleanup);

/** What is asked before it is decided. */
function asked(words: DecisionWords, verdict: string): string {
  const templates = { accepted: ['理由を確認しました。'], refused: ['理由を確認しました。'] };
  render(<DecisionForm words={words} templates={templates} decide={async () => true} />);
  fireEvent.click(screen.getByRole('radio', { name: verdict }));
  fireEvent.click(screen.getByRole('button', { name: verdict }));
  return screen.getByRole('dialog').textContent ?? '';
}

test('that an erasure is proposed can be taken back, and that it is decided cannot', () => {
  for (const verdict of ['消去を提案する', '提案しない']) {
    expect(asked('entryErasureRequest', verdict)).not.toContain('元に戻すことはできません');
    cleanup();
  }
  expect(asked('entryErasure', '消去する')).toContain('元に戻すことはできません');
});

test('whoever asked is not told by the system that it was refused: the city is reminded to', () => {
  expect(asked('entryErasureRequest', '提案しない')).toContain('通知されないので、直接知らせてください');
  cleanup();
  expect(asked('entryErasure', '消去しない')).toContain('直接知らせてください');
});
