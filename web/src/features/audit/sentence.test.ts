import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import i18next from '../../i18n';
import ja from '../../i18n/ja.json';
import type { AuditLine } from '../../protocol';
import { factsOf, reasonWord, sentenceOf, whoOf } from './sentence';

// Tests run in the folder of the app.
const source = (file: string) => readFileSync(join('../server/domain/src', file), 'utf8');
const t = i18next.t;

const LINE: AuditLine = {
  n: 1,
  at: '2026-11-27T00:00:00Z',
  event: 'room_viewed',
  kind: 'reading',
  who: { account: 'a', name: '佐藤 花', facility: '見本訪問看護' },
  device: { device: 'd', label: '見本の端末' },
  room: { room: 'r', label: '見本 太郎' },
  about: null,
  from_seq: 1,
  upto_seq: 20,
  refused: null,
  detail: null,
  request: 'q',
};

let events: string[];
let acts: string[];
let reasons: string[];

beforeAll(() => {
  const words = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, word]) => word ?? '');
  events = words(source('audit.rs'), /Self::\w+ => "(\w+)",/g);
  acts = words(source('permission/act.rs'), /Self::\w+ => "(\w+)",/g);
  reasons = words(source('refusal.rs'), /#\[error\("([^"]+)"\)\]/g);
});

test('everything that the log can say has a Japanese sentence, and no sentence is about nothing', () => {
  expect(events.length).toBeGreaterThan(70);
  expect(Object.keys(ja.audit.event).sort()).toEqual([...events].sort());
  for (const event of events) {
    const sentence = sentenceOf(t, { ...LINE, event, about: '対象' });
    expect(sentence, event).toMatch(/(ました|ませんでした|されました|（そのほかの理由）)$/);
    expect(sentence, event).not.toMatch(/[{}]|（）/);
  }
});

test('every act that can be refused, and every reason, has its words', () => {
  expect(acts.length).toBeGreaterThan(30);
  expect(Object.keys(ja.audit.refusedAct).sort()).toEqual([...acts].sort());
  expect(reasons.length).toBeGreaterThan(15);
  for (const reason of reasons) expect(reasonWord(reason), reason).not.toBe('other');
});

test('a refusal says what was refused and why', () => {
  const refused = { act: 'post_entry', reason: 'the room is closed' };
  const line = { ...LINE, event: 'refused', refused };
  expect(sentenceOf(t, line)).toBe('投稿は、認められませんでした（ルームは閉じられています）');
  expect(sentenceOf(t, { ...line, refused: { act: 'later', reason: 'later' } })).toContain('そのほかの理由');
  expect(factsOf(t, line)[0]).toBe('見本 太郎さん');
});

test('a word of a later version is shown as what it is', () => {
  expect(sentenceOf(t, { ...LINE, event: 'of_a_later_version' })).toContain('of_a_later_version');
});

test('who it was, or that nobody knows', () => {
  expect(whoOf(t, LINE)).toBe('佐藤 花（見本訪問看護）');
  expect(whoOf(t, { ...LINE, who: null })).toBe('システム（自動）');
  expect(whoOf(t, { ...LINE, who: null, event: 'strangers_refused' })).toBe('ログインしていない方');
  expect(whoOf(t, { ...LINE, who: null, event: 'case_opened', detail: 'web' })).toBe('申請した方');
});

test('what was taken out, in which form and what for', () => {
  const line = { ...LINE, event: 'room_exported', detail: 'print meeting 12' };
  expect(sentenceOf(t, line)).toContain('見本 太郎さん');
  expect(factsOf(t, line)[0]).toBe('第12号・印刷・会議の資料にする');
  expect(factsOf(t, { ...line, detail: 'of a later version' })[0]).toBe('of a later version');
});

test('which part of the log, and from where', () => {
  expect(factsOf(t, LINE)).toEqual(['記録 1〜20 番目', '端末：見本の端末']);
  expect(factsOf(t, { ...LINE, from_seq: null, upto_seq: 5, device: null })).toEqual(['記録 5 番目']);
  expect(sentenceOf(t, { ...LINE, room: { room: 'r', label: null } })).toContain('お名前を表示できない方');
});
