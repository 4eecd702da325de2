const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** «5 minutes ago», for sentences. */
export function ago(then: Date, now: Date = new Date()): string {
  const passed = Math.max(now.getTime() - then.getTime(), 0);
  if (passed < MINUTE) return 'just now';
  if (passed < HOUR) return `${plural(Math.floor(passed / MINUTE), 'minute')} ago`;
  if (passed < DAY) return `${plural(Math.floor(passed / HOUR), 'hour')} ago`;
  return `${plural(Math.floor(passed / DAY), 'day')} ago`;
}

export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
