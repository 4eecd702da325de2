import { describe, expect, it } from 'vitest';
import { ada, message } from '../../testing/examples';
import { shownMessages, toTimeline, type TimelineEntry } from './timeline';

const NOW = new Date(2026, 4, 3, 12);
const at = (day: number, hour: number, minute = 0): string => new Date(2026, 4, day, hour, minute).toISOString();

function layOut(...messages: Parameters<typeof message>[0][]): TimelineEntry[] {
  const newestFirst = messages.map((change, index) => message({ id: String(index), ...change })).reverse();
  return toTimeline(shownMessages(newestFirst, [], ada), NOW);
}

describe('toTimeline', () => {
  it('separates the days', () => {
    const days = layOut(
      { createdAt: at(1, 9) },
      { createdAt: at(2, 9) },
      { createdAt: at(2, 10) },
      { createdAt: at(3, 9) },
    )
      .filter((entry) => entry.kind === 'day')
      .map((entry) => entry.label);
    expect(days).toHaveLength(3);
    expect(days.slice(1)).toEqual(['Yesterday', 'Today']);
  });

  it('puts together what one author writes within five minutes', () => {
    const groups = layOut(
      { createdAt: at(3, 9, 0) },
      { createdAt: at(3, 9, 2) },
      { createdAt: at(3, 9, 3), author: ada },
      { createdAt: at(3, 9, 4) },
      { createdAt: at(3, 9, 20) },
    ).filter((entry) => entry.kind === 'message');
    expect(groups.map(({ first, last }) => [first, last])).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, true],
      [true, true],
    ]);
  });

  it('knows the person’s own messages', () => {
    const own = layOut({ author: ada }, { author: null }).filter((entry) => entry.kind === 'message');
    expect(own.map((entry) => entry.message.own)).toEqual([true, false]);
  });
});
