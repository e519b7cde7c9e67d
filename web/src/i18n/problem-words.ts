import type { TFunction } from 'i18next';
import { ProblemError } from '../api/request';
import type { Code } from '../protocol';

export function codeWords(t: TFunction, code: Code): string {
  // A newer server may know codes that this client does not.
  return t(`problem.${code}`, { defaultValue: t('problem.internal') });
}

/** What a person reads when something went wrong. */
export function problemWords(t: TFunction, error: unknown): string {
  return error instanceof ProblemError ? codeWords(t, error.problem.code) : t('problem.unreachable');
}
