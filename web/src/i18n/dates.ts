/** Everything is shown in the time of the place where the care happens, wherever the reader's clock stands. */
const ZONE = 'Asia/Tokyo';

const dayParts = new Intl.DateTimeFormat('ja-JP', {
  timeZone: ZONE,
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  weekday: 'short',
});
const timeOfDay = new Intl.DateTimeFormat('ja-JP', { timeZone: ZONE, hour: 'numeric', minute: '2-digit' });
const eraYear = new Intl.DateTimeFormat('ja-JP-u-ca-japanese', {
  timeZone: 'UTC',
  era: 'long',
  year: 'numeric',
});

function partsOf(at: Date): Record<string, string> {
  return Object.fromEntries(dayParts.formatToParts(at).map(({ type, value }) => [type, value]));
}

/** A key that is the same for all moments of one day in Tokyo. */
export function dayKey(at: string): string {
  const { year, month, day } = partsOf(new Date(at));
  return `${year}-${month}-${day}`;
}

/** 11月22日(日); of another year 2025年11月22日(土) */
export function formatDay(at: string, now: Date = new Date()): string {
  const { year, month, day, weekday } = partsOf(new Date(at));
  const inYear = `${month}月${day}日(${weekday})`;
  return partsOf(now).year === year ? inYear : `${year}年${inYear}`;
}

/** 9:34 */
export function formatTime(at: string): string {
  return timeOfDay.format(new Date(at));
}

/** 11月22日(日) 9:34 */
export function formatMoment(at: string, now: Date = new Date()): string {
  return `${formatDay(at, now)} ${formatTime(at)}`;
}

const instantParts = new Intl.DateTimeFormat('ja-JP', {
  timeZone: ZONE,
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
});

/** 2026年11月22日(日) 9時34分05秒: for what is shown later, with its year and to the second. */
export function formatInstant(at: string): string {
  const { year, month, day, weekday } = partsOf(new Date(at));
  const parts = instantParts.formatToParts(new Date(at));
  const of = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return `${year}年${month}月${day}日(${weekday}) ${of.hour}時${of.minute}分${of.second}秒`;
}

/** 令和8年度, which begins in April. */
export function formatFiscalYear(year: number): string {
  return `${formatEra(`${year}-04-01`)}度`;
}

/** Today the time, otherwise the day: as short as a list needs it. */
export function formatRecent(at: string, now: Date = new Date()): string {
  if (dayKey(at) === dayKey(now.toISOString())) return formatTime(at);
  const { year, month, day } = partsOf(new Date(at));
  return partsOf(now).year === year ? `${month}月${day}日` : `${year}年${month}月${day}日`;
}

/** 2026年4月, of `2026-04`. */
export function formatMonth(month: string): string {
  const [year, number] = month.split('-').map(Number);
  return `${year}年${number}月`;
}

/** 2026年4月2日, of a date without a time. */
export function formatDate(date: string): string {
  const [year, month, day] = date.split('-').map(Number);
  return `${year}年${month}月${day}日`;
}

/** 昭和14年, of a date without a time. */
export function formatEra(date: string): string {
  return eraYear.format(new Date(`${date}T00:00:00Z`));
}

/** Full years from a date of birth to today in Tokyo. */
export function ageOn(birthDate: string, now: Date = new Date()): number {
  const [year = 0, month = 0, day = 0] = birthDate.split('-').map(Number);
  const today = partsOf(now);
  const before = Number(today.month) < month || (Number(today.month) === month && Number(today.day) < day);
  return Number(today.year) - year - (before ? 1 : 0);
}

/** Today in Tokyo as `YYYY-MM-DD`, for date fields. */
export function today(now: Date = new Date()): string {
  const { year, month, day } = partsOf(now);
  return `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
}
