import { Cron } from 'croner';

/** When trainings start by themselves. */
export type AutoTrain =
  | { when: 'off' }
  /** As soon as so many approved texts wait. */
  | { when: 'after'; texts: number }
  /** At the times of a cron expression: minute, hour, day, month, weekday. */
  | { when: 'cron'; expression: string };

const MOST_TEXTS = 1_000_000;
const FIVE_FIELDS = /^(?:@\w+|\S+(?: +\S+){4})$/u;

/** Reads `off`, `after:20` or `cron:0 3 * * *`. @returns `undefined` when it is neither, or names a time that never comes */
export function parseAutoTrain(value: string): AutoTrain | undefined {
  if (value === 'off') return { when: 'off' };
  const [, kind, rest = ''] = /^(after|cron): *(.*?) *$/u.exec(value) ?? [];
  if (kind === 'after') {
    const texts = /^\d{1,7}$/u.test(rest) ? Number(rest) : 0;
    return texts >= 1 && texts <= MOST_TEXTS ? { when: 'after', texts } : undefined;
  }
  return kind === 'cron' && comes(rest) ? { when: 'cron', expression: rest } : undefined;
}

/** The first time of a cron expression after `last`; `null`: none comes any more. */
export function cronTimeAfter(expression: string, timezone: string, last: Date): Date | null {
  return new Cron(expression, { timezone, mode: '5-part' }).nextRun(last);
}

function comes(expression: string): boolean {
  try {
    return FIVE_FIELDS.test(expression) && cronTimeAfter(expression, 'UTC', new Date()) !== null;
  } catch {
    return false;
  }
}
