/** The headings that the server expects of a file of staff, and of one of supported persons. */
const STAFF = ['氏名', 'ふりがな', '職種', 'メールアドレス', 'お知らせメール'];
const PERSONS = ['氏名', 'ふりがな', '生年月日', 'お住まい'];
/** By it spreadsheets know that the text is UTF-8. */
const MARK = '\uFEFF';

/** An empty file to fill in. */
export const templateText = (heading = STAFF) => `${MARK}${heading.join(',')}\r\n`;

const addressOf = (text: string) => `data:text/csv;charset=utf-8,${encodeURIComponent(text)}`;

export const templateAddress = () => addressOf(templateText());

export const personTemplateAddress = () => addressOf(templateText(PERSONS));
