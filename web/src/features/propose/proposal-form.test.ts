import { describe, expect, test } from 'vitest';
import { blankProposal, faultyFields, type ProposalForm, proposalBody } from './proposal-form';

const TODAY = '2026-11-27';
const good: ProposalForm = {
  name: '見本 ハナ',
  kana: 'みほん はな',
  birth_date: '1939-04-02',
  basis: 'resident',
};

describe('a proposal', () => {
  test('names every field that is at fault', () => {
    expect(faultyFields(blankProposal(), TODAY)).toEqual(['name', 'kana', 'birth_date', 'basis']);
    expect(faultyFields(good, TODAY)).toEqual([]);
    expect(faultyFields({ ...good, kana: 'mihon' }, TODAY)).toEqual(['kana']);
    expect(faultyFields({ ...good, kana: 'ミホン・ハナー' }, TODAY)).toEqual([]);
    expect(faultyFields({ ...good, birth_date: '2026-11-28' }, TODAY)).toEqual(['birth_date']);
    expect(faultyFields({ ...good, birth_date: '1899-12-31' }, TODAY)).toEqual(['birth_date']);
    expect(faultyFields({ ...good, name: '名'.repeat(101) }, TODAY)).toEqual(['name']);
  });

  test('is sent without the spaces around what was typed', () => {
    expect(proposalBody('id', { ...good, name: ' 見本 ハナ　' })).toEqual({ id: 'id', ...good });
  });
});
