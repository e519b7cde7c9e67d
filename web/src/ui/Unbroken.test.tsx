import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { Unbroken } from './Unbroken';

afterEach(cleanup);

test.each([
  ['ご本人・2026年11月16日 署名', ['2026年11月16日']],
  ['1939年2月1日（昭和14年）生まれ', ['1939年2月1日', '昭和14年']],
  ['令和元年5月1日、12月12日(土)から', ['令和元年', '5月1日', '12月12日(土)']],
  ['見本 ハナ（みほん はな）さん', ['（みほん はな）']],
  ['未受領（写しが届いています）', []],
])('keeps what is whole in %s, and adds nothing', (words, whole) => {
  const { container } = render(<Unbroken>{words}</Unbroken>);
  expect(container.textContent).toBe(words);
  expect([...container.querySelectorAll('span')].map(({ textContent }) => textContent)).toEqual(whole);
});
