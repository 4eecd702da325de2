import type { GoldenReport } from '@personal-assistant/contracts';
import { describe, expect, it } from 'vitest';
import { judge } from './gate.js';

const report = (right: number, liveRight?: number): GoldenReport => ({
  asked: 10,
  right,
  liveRight,
  fixed: 0,
  broken: 0,
  note: liveRight === undefined ? 'the files of version #5 cannot be read any more' : undefined,
  items: [],
});

describe('the gate', () => {
  it.each([
    ['better', report(8, 7), true],
    ['equal', report(7, 7), true],
    ['worse by one', report(6, 7), false],
    ['never compared', report(0), true],
    ['without golden questions', undefined, true],
  ])('%s', (_, golden, passes) => {
    expect(judge('auto', golden, 5, 5).passes).toBe(passes);
    expect(judge('always', golden, 5, 5).passes).toBe(true);
    expect(judge('ask', golden, 5, 5).passes).toBe(false);
  });

  it('has nobody to ask about the first version', () => {
    expect(judge('ask', report(0), null, null).passes).toBe(true);
  });

  it.each([
    [5, 3],
    [null, 3],
  ])('asks when it was compared with %s and %s is live now', (comparedWith, liveNow) => {
    expect(judge('auto', report(9, 7), comparedWith, liveNow)).toMatchObject({
      passes: false,
      reason: expect.stringContaining('#3 was chosen while it was trained') as string,
    });
    expect(judge('always', report(9, 7), comparedWith, liveNow).passes).toBe(true);
  });

  it('asks when what is new does not fit, however good the version is', () => {
    const doubtful = { ...report(9, 7), doubt: 'of 20 new pairs 1 says what the texts say' };
    expect(judge('auto', doubtful, 5, 5)).toEqual({ passes: false, reason: doubtful.doubt });
    expect(judge('always', doubtful, 5, 5).passes).toBe(true);
    expect(judge('auto', doubtful, null, null).passes).toBe(true);
  });

  it.each([
    ['one answer of forty that it is too shy for', 40, 1, 1, true],
    ['two', 40, 2, 2, true],
    ['three', 40, 3, 3, false],
    ['one of ten', 10, 1, 1, false],
    ['a wrong answer of forty', 40, 1, 0, true],
    ['two, one of them by a wrong answer', 40, 2, 1, true],
    ['two wrong ones', 40, 2, 0, false],
    ['a wrong answer of thirty', 30, 1, 0, false],
    ['one, when nothing speaks for what is new', 40, 1, undefined, false],
  ])('where its pairs fit, may miss %s: %s, %s, %s → %s', (_, asked, missing, hesitant, passes) => {
    const worse = { ...report(25 - missing, 25), asked, hesitant };
    expect(judge('auto', worse, 5, 5).passes).toBe(passes);
    expect(judge('auto', worse, 5, 5).reason.includes('by chance')).toBe(passes);
    expect(judge('auto', worse, 5, 5).reason.includes('not sure enough')).toBe(passes && (hesitant ?? 0) > 0);
    expect(judge('ask', worse, 5, 5).passes).toBe(false);
    expect(judge('auto', { ...worse, doubt: 'of 20 new pairs 1 says what the texts say' }, 5, 5).passes).toBe(false);
  });

  it('says why it did not compare', () => {
    expect(judge('auto', report(3), 5, 5).reason).toContain('cannot be read any more');
  });
});
