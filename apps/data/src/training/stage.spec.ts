import { describe, expect, it } from 'vitest';
import { stageOf } from './stage.js';

describe('stageOf', () => {
  it.each([
    ['PROCESSING', null, null, null],
    ['PROCESSING', null, 'embed', 'embed'],
    ['PROCESSING', null, 'of a newer release', null],
    ['DONE', 'ASKED', 'publish', 'gate'],
    ['DONE', 'DECLINED', 'publish', 'gate'],
    ['DONE', 'PASSED', 'publish', 'live'],
    ['DONE', 'ACCEPTED', 'publish', 'live'],
    ['DONE', null, 'publish', 'publish'],
    ['FAILED', 'PASSED', 'publish', 'publish'],
    ['CANCELLED', null, 'learn', 'learn'],
  ] as const)('%s, gate %s, stage %s: %s', (status, gate, stage, expected) => {
    expect(stageOf({ status, gate, stage })).toBe(expected);
  });
});
