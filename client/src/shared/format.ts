/** Times and numbers as people read them, in the language of their browser. */

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const dayOfYear = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const dayWithYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });
const number = new Intl.NumberFormat();

export const formatTime = (iso: string): string => time.format(new Date(iso));
export const formatDateTime = (iso: string): string => dateTime.format(new Date(iso));
export const formatPercent = (share: number): string => percent.format(share);
export const formatNumber = (value: number): string => number.format(value);

/** `12 texts`, `1 text`. */
export function count(value: number, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(value)} ${value === 1 ? singular : plural}`;
}

/** `Today`, `Yesterday`, or the date. */
export function formatDay(iso: string, now: Date): string {
  const date = new Date(iso);
  const days = calendarDay(now) - calendarDay(date);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return (date.getFullYear() === now.getFullYear() ? dayOfYear : dayWithYear).format(date);
}

/** Whether two instants fall on one day of the person's calendar. */
export function sameDay(a: string, b: string): boolean {
  return calendarDay(new Date(a)) === calendarDay(new Date(b));
}

/** Days since the epoch in local time; midnight in UTC avoids the hour that daylight saving adds or takes. */
function calendarDay(date: Date): number {
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000;
}
