import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../api/request';
import i18n from '../../i18n';
import type { Problem } from '../../protocol';
import { faultOf, fileProblemWords, sizeWords } from './attachment';

const LIMITS = { file_bytes: 20, files: 3 };
const file = (...bytes: number[]) => new Blob([new Uint8Array(bytes)]);

describe('a file that was chosen', () => {
  it('is what it begins with, whatever it is called', async () => {
    expect(await faultOf(file(0xff, 0xd8, 0xff, 0xe0), LIMITS)).toBeUndefined();
    expect(await faultOf(file(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0), LIMITS)).toBeUndefined();
    expect(await faultOf(new Blob(['%PDF-1.7 …']), LIMITS)).toBeUndefined();
    expect(await faultOf(new File(['<!DOCTYPE html>'], 'shinsei.pdf'), LIMITS)).toBe('kind');
    expect(await faultOf(new Blob(['<svg/>']), LIMITS)).toBe('kind');
    expect(await faultOf(new Blob([]), LIMITS)).toBe('kind');
    expect(await faultOf(file(0xff, 0xd8), LIMITS)).toBe('kind');
  });

  it('may be so long and no longer', async () => {
    expect(await faultOf(new Blob(['%PDF-'.padEnd(20)]), LIMITS)).toBeUndefined();
    expect(await faultOf(new Blob(['%PDF-'.padEnd(21)]), LIMITS)).toBe('too_large');
  });

  it('has a length that people can read', () => {
    expect([0, 1, 5_000, 1_048_576, 2_200_000, 10_485_760].map(sizeWords)).toEqual([
      '1KB',
      '1KB',
      '5KB',
      '1MB',
      '2.1MB',
      '10MB',
    ]);
  });
});

describe('why a file was not taken', () => {
  const words = (problem: Partial<Problem>) =>
    fileProblemWords(i18n.t, new ProblemError({ code: 'validation', retry: 'fix', ...problem } as Problem));

  it('is said in words of its own', () => {
    expect(words({ field: 'malware' })).toBe(i18n.t('attachments.fault.malware'));
    expect(words({ code: 'too_large' })).toBe(i18n.t('attachments.fault.too_large'));
    expect(words({ code: 'busy' })).toBe(i18n.t('problem.busy'));
    expect(words({ field: 'something_new' })).toBe(i18n.t('problem.validation'));
  });
});
