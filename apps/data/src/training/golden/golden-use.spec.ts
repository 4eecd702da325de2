import { describe, expect, it } from 'vitest';
import { textHash } from '../../teaching/text-identity.js';
import { goldenUse } from './golden-use.js';

const questions = Array.from({ length: 2000 }, (_, i) => `What opens door number ${i}?`);

describe('goldenUse', () => {
  it('keeps a fifth of the pairs for the gate', () => {
    const kept = questions.filter((question) => goldenUse('PAIR', textHash(question)) === 'GATE');
    expect(kept.length).toBeGreaterThan(340);
    expect(kept.length).toBeLessThan(460);
  });

  it('keeps a question on one side, however it is typed and whether it came as a pair or a correction', () => {
    for (const question of questions.slice(0, 100)) {
      const use = goldenUse('PAIR', textHash(question));
      expect(goldenUse('CORRECTION', textHash(`  ${question.toUpperCase()} `))).toBe(use);
    }
  });

  it('has nothing learned from what nobody taught', () => {
    for (const question of questions.slice(0, 50)) {
      expect(goldenUse('ABSTENTION', textHash(question))).toBe('GATE');
      expect(goldenUse('MANUAL', textHash(question))).toBe('GATE');
    }
  });
});
