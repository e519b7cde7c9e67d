import { DASH } from '../../i18n/narrow';

const BLANK = /[\t\p{Zs}\u2028\u2029]/u;
/** So people group the twelve digits. */
const GROUPED = new Set(['12', '4 8', '8 4', '6 6', '4 4 4']);
const WEIGHTS = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

function digitOf(letter: string): number | undefined {
  const at = '0123456789０１２３４５６７８９'.indexOf(letter);
  return at < 0 ? undefined : at % 10;
}

/** The end of a line stands between no two groups: what is below is another number. */
const isBetween = (letter: string) => DASH.test(letter) || BLANK.test(letter);

function isValid(digits: readonly number[]): boolean {
  const rest = WEIGHTS.reduce((sum, weight, at) => sum + weight * (digits[at] ?? 0), 0) % 11;
  return digits[11] === (rest < 2 ? 0 : 11 - rest);
}

/** Groups of digits that stand beside each other, for each place where some do. */
function runsOf(text: string): number[][][] {
  const runs: number[][][] = [];
  let run: number[][] = [];
  let isParted = true;
  for (const letter of text) {
    const digit = digitOf(letter);
    if (digit !== undefined) {
      const group = run.at(-1);
      if (group && !isParted) group.push(digit);
      else run.push([digit]);
      isParted = false;
    } else {
      isParted = true;
      if (isBetween(letter)) continue;
      runs.push(run);
      run = [];
    }
  }
  return [...runs, run];
}

function runHoldsOne(run: readonly number[][]): boolean {
  return run.some((_, from) => {
    for (let upto = from + 1; upto <= run.length; upto += 1) {
      const groups = run.slice(from, upto);
      const digits = groups.flat();
      if (digits.length < 12) continue;
      const isOne = groups.length === run.length || GROUPED.has(groups.map((one) => one.length).join(' '));
      return digits.length === 12 && isOne && isValid(digits);
    }
    return false;
  });
}

/** Whether the server refuses a text for the My Number in it, however that is written: the same rule as in `my_number.rs`. */
export const holdsMyNumber = (text: string): boolean => runsOf(text).some(runHoldsOne);
