import { describe, expect, it } from 'vitest';
import type { Example } from '@personal-assistant/measuring';
import { select } from './selection.js';

const examples: Example[] = Array.from({ length: 400 }, (_, i) => ({
  domain: i % 2 === 0 ? 'even' : 'odd',
  context: `Text ${Math.floor(i / 4)} of ${i % 2}.`,
  question: `Question ${i}?`,
  answers: [{ text: 'Text', start: 0 }],
}));
const ALL = { domains: [], holdout: 0.2 };

describe('select', () => {
  it('asks about what it teaches, and marks what it leaves out', () => {
    const { taught, heldOut, questions } = select(examples, ALL);
    expect(taught.length + heldOut.length).toBe(200);
    expect(heldOut.length).toBeGreaterThan(20);
    expect(heldOut.length).toBeLessThan(60);
    expect(new Set([...taught, ...heldOut]).size).toBe(200);
    expect(questions).toHaveLength(400);
    for (const { context, answerable } of questions) {
      expect((answerable ? taught : heldOut).includes(context)).toBe(true);
    }
  });

  it('does not expect an answer where the data has none', () => {
    const [first, ...others] = examples;
    const unanswered = { ...first, answers: [] } as Example;
    const { taught, questions } = select([unanswered, ...others], { ...ALL, holdout: 0 });
    expect(taught).toContain(unanswered.context);
    expect(questions.filter(({ answerable }) => !answerable)).toEqual([{ ...unanswered, answerable: false }]);
  });

  it('leaves nothing out unless told', () => {
    expect(select(examples, { ...ALL, holdout: 0 }).heldOut).toEqual([]);
  });

  it('leaves the same contexts out whatever else is chosen, and more for a larger share', () => {
    const { heldOut } = select(examples, ALL);
    expect(select([...examples].reverse(), ALL).heldOut.toSorted()).toEqual(heldOut.toSorted());
    const odd = select(examples, { ...ALL, domains: ['odd'], limit: 5 });
    expect(odd.heldOut).toEqual(heldOut.filter((context) => context.endsWith('of 1.')));
    expect(select(examples, { ...ALL, holdout: 0.5 }).heldOut).toEqual(expect.arrayContaining([...heldOut]));
  });

  it('asks a stable sample, of which a smaller one is the beginning', () => {
    const large = select(examples, { ...ALL, limit: 100 }).questions;
    expect(large).toHaveLength(100);
    expect(select(examples.toReversed(), { ...ALL, limit: 30 }).questions).toEqual(large.slice(0, 30));
    expect(new Set(large.map(({ domain }) => domain))).toEqual(new Set(['even', 'odd']));
    expect(large.some(({ answerable }) => !answerable)).toBe(true);
  });

  it('teaches every context although few questions are asked', () => {
    expect(select(examples, { ...ALL, limit: 1 }).taught).toEqual(select(examples, ALL).taught);
  });

  it('refuses a domain that is not there', () => {
    expect(() => select(examples, { ...ALL, domains: ['odd', 'prime'] })).toThrow(
      'No examples of the domain prime; there are even, odd.',
    );
  });
});
