import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import '../../i18n';
import { ErasedText } from './ErasedText';

afterEach(cleanup);

test('it names the day in Tokyo', () => {
  render(<ErasedText at="2026-11-27T15:30:00Z" />);
  expect(document.body.textContent).toBe('この投稿は市が消去しました（2026年11月28日）');
});
