import { expect, test } from 'vitest';
import { withCity } from './city-name';

test('the city is named once', () => {
  expect(withCity('みほん市', '電子連絡帳')).toBe('みほん市　電子連絡帳');
  expect(withCity('みほん市', 'みほん市電子連絡帳')).toBe('みほん市電子連絡帳');
});
