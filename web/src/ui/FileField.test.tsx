import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { FileField } from './FileField';

afterEach(cleanup);

test('a file that was corrected under its name can be chosen again', () => {
  const chosen: File[] = [];
  render(
    <FileField
      label="CSVファイル"
      accept=".csv"
      chooseWord="ファイルを選ぶ"
      chosen="shokuin.csv"
      disabled={false}
      onChoose={(file) => chosen.push(file)}
    />,
  );
  const input = screen.getByLabelText<HTMLInputElement>('CSVファイル ファイルを選ぶ');
  // A browser tells of a choice when it is another than the one that it holds.
  let held = '';
  Object.defineProperty(input, 'value', {
    get: () => held,
    set: (value: string) => {
      held = value;
    },
  });
  const choose = (file: File) => {
    if (held === file.name) return;
    held = file.name;
    Object.defineProperty(input, 'files', { value: [file], configurable: true });
    fireEvent.change(input);
  };
  choose(new File(['誤り'], 'shokuin.csv'));
  choose(new File(['直した'], 'shokuin.csv'));
  expect(chosen).toHaveLength(2);
});
