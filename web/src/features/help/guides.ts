import type { MDXContent } from 'mdx/types';
import type { Guide, Route } from '../../app/route';
import { paths } from '../../app/route';

/** The guides are the Markdown files of docs/ja: what is read there and here is the same text. */
export const guides: Record<Guide, () => Promise<{ default: MDXContent }>> = {
  hajimete: () => import('../../../../docs/ja/hajimete.md'),
  'shisetsu-kanri': () => import('../../../../docs/ja/shisetsu-kanri.md'),
  'shi-tantou': () => import('../../../../docs/ja/shi-tantou.md'),
};

/** Where the guides speak of a screen. */
const CHAPTERS: Partial<Record<Route['screen'], [Guide, string]>> = {
  'sign-in': ['hajimete', 'ログインする'],
  enrolment: ['hajimete', 'はじめに登録する'],
  rooms: ['hajimete', 'ルームを読む'],
  room: ['hajimete', '投稿する'],
  export: ['hajimete', '記録を印刷する'],
  settings: ['hajimete', 'お知らせメール'],
  account: ['hajimete', 'パスキーとログインを管理する'],
  propose: ['hajimete', '支援する方を提案する'],
  'consent-form': ['hajimete', '支援する方を提案する'],
  'apply-for-use': ['hajimete', '例外利用を申請する'],
  'use-applications': ['hajimete', '例外利用を申請する'],
  city: ['shi-tantou', 'ルームの状態'],
  receipt: ['shi-tantou', '同意書の受領を記録する'],
  team: ['shi-tantou', '参加者を決める'],
  certificate: ['shi-tantou', '支援を中止する'],
  erase: ['shi-tantou', 'ルームを消去する'],
  erasure: ['shi-tantou', '消去の証明書'],
  'entry-erasure': ['shi-tantou', '投稿を1件だけ消去する'],
  'exceptional-use': ['shi-tantou', '例外利用を許可する'],
  disasters: ['shi-tantou', '災害のときにまとめて許可する'],
  'declare-disaster': ['shi-tantou', '災害のときにまとめて許可する'],
  disaster: ['shi-tantou', '災害のときにまとめて許可する'],
  disclosures: ['shi-tantou', '開示請求に対応する'],
  disclosure: ['shi-tantou', '開示請求に対応する'],
  audit: ['shi-tantou', '記録を確認する'],
  'city-search': ['shi-tantou', '人や施設を探す'],
  'city-people': ['shi-tantou', '市の担当者を決める'],
  reports: ['shi-tantou', '閲覧記録の報告書を作る'],
  report: ['shi-tantou', '閲覧記録の報告書を作る'],
  cases: ['shi-tantou', '申請を審査する'],
  case: ['shi-tantou', '申請を審査する'],
  leak: ['shi-tantou', '漏えいのおそれに対応する'],
  'key-in': ['shi-tantou', '紙で届いた申請'],
  apply: ['shisetsu-kanri', '施設としての利用を申請する'],
  'application-status': ['shisetsu-kanri', '施設としての利用を申請する'],
  facilities: ['shisetsu-kanri', '職員を追加する'],
  staff: ['shisetsu-kanri', '職員を追加する'],
  'add-staff': ['shisetsu-kanri', '職員を追加する'],
  'import-staff': ['shisetsu-kanri', 'csv-でまとめて追加する'],
  'facility-profile': ['shisetsu-kanri', '登録内容を変更する'],
  'facility-end': ['shisetsu-kanri', '利用をやめる廃止'],
  devices: ['shisetsu-kanri', '共用の端末を使う'],
  inventory: ['shisetsu-kanri', '端末台帳'],
  review: ['shisetsu-kanri', 'idの確認をする四半期に一度'],
  'device-kinds': ['shi-tantou', '端末の種類を決める'],
  'report-loss': ['shi-tantou', '電話などで届出を受けたとき'],
  member: ['shisetsu-kanri', '用紙を手渡す'],
  proxy: ['shi-tantou', '契約事業者による緊急の一時停止'],
};

/** The help on a screen: its chapter, or all guides. */
export function helpOn(screen: Route['screen']): string {
  const chapter = CHAPTERS[screen];
  return chapter ? paths.guide(...chapter) : paths.help;
}
