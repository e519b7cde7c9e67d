import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import '../../i18n';
import { Composer } from './Composer';
import type { DraftAccess, DraftText } from './use-draft';

function Written({ body = '', onSend }: { body?: string; onSend(): void }) {
  const [draft, setDraft] = useState<DraftText>({ body, priority: 'normal', reply_to: undefined });
  const access: DraftAccess = {
    draft,
    change: (part) => setDraft((before) => ({ ...before, ...part(before) })),
    clear: () => undefined,
  };
  return <Composer access={access} answeredName={undefined} onSend={onSend} />;
}

const text = () => screen.getByLabelText('本文');
const CTRL_ENTER = { key: 'Enter', keyCode: 13, ctrlKey: true };

afterEach(cleanup);

describe('the composer', () => {
  test('sends on Ctrl+Enter, not on Enter', () => {
    const onSend = vi.fn();
    render(<Written body="確認しました。" onSend={onSend} />);
    fireEvent.keyDown(text(), { key: 'Enter', keyCode: 13 });
    expect(onSend).not.toHaveBeenCalled();
    fireEvent.keyDown(text(), CTRL_ENTER);
    expect(onSend).toHaveBeenCalledOnce();
  });

  test('never sends in the middle of a conversion', () => {
    const onSend = vi.fn();
    render(<Written body="かくにん" onSend={onSend} />);
    fireEvent.keyDown(text(), { ...CTRL_ENTER, isComposing: true });
    fireEvent.keyDown(text(), { ...CTRL_ENTER, keyCode: 229 });
    fireEvent.compositionStart(text());
    fireEvent.keyDown(text(), CTRL_ENTER);
    fireEvent.compositionEnd(text());
    fireEvent.keyDown(text(), CTRL_ENTER);
    expect(onSend).not.toHaveBeenCalled();
  });

  test('says that nothing was written, at the field', () => {
    const onSend = vi.fn();
    render(<Written body="　" onSend={onSend} />);
    fireEvent.click(screen.getByRole('button', { name: '投稿する' }));
    expect(onSend).not.toHaveBeenCalled();
    expect(screen.getByText('本文を入力してください。')).toBeTruthy();
    expect(text().getAttribute('aria-invalid')).toBe('true');
  });

  test('keeps a text that is too long and says by how much', () => {
    const onSend = vi.fn();
    render(<Written body={'あ'.repeat(10_003)} onSend={onSend} />);
    fireEvent.click(screen.getByRole('button', { name: '投稿する' }));
    expect(onSend).not.toHaveBeenCalled();
    expect(screen.getByText('10,000文字を超えています。3文字減らしてください。')).toBeTruthy();
  });
});
