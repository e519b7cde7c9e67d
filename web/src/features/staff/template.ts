/** The heading that the server expects of a file of staff. */
const HEADING = ['氏名', 'ふりがな', '職種', 'メールアドレス', 'お知らせメール'];
/** By it spreadsheets know that the text is UTF-8. */
const MARK = '\uFEFF';

/** An empty file to fill in. */
export const templateText = () => `${MARK}${HEADING.join(',')}\r\n`;

export const templateAddress = () => `data:text/csv;charset=utf-8,${encodeURIComponent(templateText())}`;
