import type { ProposalBody, ResidenceBasis } from '../../protocol';

/** What stands in the form; nothing is chosen beforehand. */
export type ProposalForm = { name: string; kana: string; birth_date: string; basis: ResidenceBasis | '' };

export type ProposalField = keyof ProposalForm;

export const PROPOSAL_FIELDS: readonly ProposalField[] = ['name', 'kana', 'birth_date', 'basis'];

export const BASES: readonly ResidenceBasis[] = ['resident', 'lives_here'];

const MAX_CHARS = 100;
const READING = /^[ぁ-ゖァ-ヺーゝゞヽヾ・ 　]+$/;
const EARLIEST = '1900-01-01';

export const blankProposal = (): ProposalForm => ({ name: '', kana: '', birth_date: '', basis: '' });

/** The fields that are at fault. The server checks them again, and knows more. */
export function faultyFields(form: ProposalForm, today: string): ProposalField[] {
  const fits = (text: string) => text.trim() !== '' && [...text].length <= MAX_CHARS;
  const good: Record<ProposalField, boolean> = {
    name: fits(form.name),
    kana: fits(form.kana) && READING.test(form.kana),
    birth_date: form.birth_date >= EARLIEST && form.birth_date <= today,
    basis: form.basis !== '',
  };
  return PROPOSAL_FIELDS.filter((field) => !good[field]);
}

export function proposalBody(id: string, form: ProposalForm): ProposalBody {
  return {
    id,
    name: form.name.trim(),
    kana: form.kana.trim(),
    birth_date: form.birth_date,
    basis: form.basis === 'lives_here' ? 'lives_here' : 'resident',
  };
}

export function isProposalField(field: string | undefined): field is ProposalField {
  return PROPOSAL_FIELDS.some((known) => known === field);
}
