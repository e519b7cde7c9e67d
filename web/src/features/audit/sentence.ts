import type { TFunction } from 'i18next';
import ja from '../../i18n/ja.json';
import type { AuditLine, AuditRefusal } from '../../protocol';

type Words = typeof ja.audit;

const has = <T extends object>(words: T, word: string): word is Extract<keyof T, string> =>
  Object.hasOwn(words, word);

/** What the log says of a reason, as the name of its words. */
export function reasonWord(reason: string): keyof Words['reason'] {
  const word = reason.startsWith('invalid ') ? 'invalid' : reason.toLowerCase().replaceAll(' ', '_');
  return has(ja.audit.reason, word) ? word : 'other';
}

function actWords(t: TFunction, act: string): string {
  return has(ja.audit.refusedAct, act) ? t(`audit.refusedAct.${act}`) : t('audit.refusedOther');
}

/** What was refused and why, as a list counts it. */
export function refusedWords(t: TFunction, { act, reason }: AuditRefusal): string {
  return t('auditReview.refused', {
    act: actWords(t, act),
    reason: t(`audit.reason.${reasonWord(reason)}`),
  });
}

/** Who did it: a person with their facility, the system, or somebody whom nothing identified. */
export function whoOf(t: TFunction, { who, event, detail }: AuditLine): string {
  if (who) return who.facility ? t('audit.personAt', { name: who.name, facility: who.facility }) : who.name;
  if (event === 'case_opened' && detail === 'web') return t('audit.applicant');
  const isStranger = ['strangers_refused', 'sign_in_refused', 'certificate_refused'].includes(event);
  return t(isStranger ? 'audit.stranger' : 'audit.system');
}

/** What happened, in a sentence whose subject stands before it. */
export function sentenceOf(t: TFunction, line: AuditLine): string {
  const { event } = line;
  if (!has(ja.audit.event, event)) return t('audit.unknown', { event });
  return t(`audit.event.${event}`, {
    room: line.room?.label ? t('audit.personOf', { name: line.room.label }) : t('audit.erasedRoom'),
    about: line.about ?? t('audit.unnamed'),
    act: actWords(t, line.refused?.act ?? ''),
    reason: t(`audit.reason.${reasonWord(line.refused?.reason ?? '')}`),
  });
}

/** 第12号・印刷・会議の資料, from what the log holds: form, purpose and number. */
function exportWords(t: TFunction, detail: string): string {
  const [form = '', purpose = '', number = ''] = detail.split(' ');
  if (!has(ja.export.formWord, form) || !has(ja.export.purpose, purpose)) return detail;
  return t('audit.exported', {
    number,
    form: t(`export.formWord.${form}`),
    purpose: t(`export.purpose.${purpose}`),
  });
}

/** What more there is to say of it: of which room, which part of its log, and from which device. */
export function factsOf(t: TFunction, line: AuditLine): string[] {
  const { room, event, from_seq: from, upto_seq: upto, device, detail } = line;
  const facts = [];
  if (event === 'refused' && room?.label) facts.push(t('audit.personOf', { name: room.label }));
  if (event === 'audit_read' && room?.label) facts.push(t('audit.personOf', { name: room.label }));
  // What a case is about its number does not say.
  if (event.startsWith('case_') && room?.label) facts.push(t('audit.personOf', { name: room.label }));
  if (event === 'room_viewed' && detail === 'detail') facts.push(t('audit.detail_room'));
  if (event === 'room_exported') facts.push(exportWords(t, detail ?? ''));
  if (from !== null && upto !== null && from !== upto) facts.push(t('audit.range', { from, upto }));
  else if (upto !== null || from !== null) facts.push(t('audit.one', { upto: upto ?? from }));
  if (device) facts.push(t('audit.from_device', { device: device.label }));
  return facts;
}
