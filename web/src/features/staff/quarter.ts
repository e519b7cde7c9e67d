import type { TFunction } from 'i18next';

/** 2026-Q4: 2026年 10月〜12月 */
export function quarterWords(t: TFunction, quarter: string): string {
  const [year, number] = quarter.split('-Q');
  const to = Number(number) * 3;
  return t('review.of', { year, from: to - 2, to });
}
