import { describe, expect, it } from 'vitest';
import { ada, model } from '../../testing/examples';
import { canGoLive, gateSentence, scoreOf, versionState } from './version-state';

const NOW = '2026-05-03T10:00:00.000Z';
const asked = { state: 'ASKED', reason: 'it is worse', decidedBy: null } as const;

describe('versionState', () => {
  it.each([
    ['Live', { live: true }],
    ['Being loaded', { loading: true }],
    ['Training', { status: 'PROCESSING' }],
    ['Failed', { status: 'FAILED' }],
    ['Cancelled', { status: 'CANCELLED' }],
    ['Waits for you', { gate: asked }],
    ['Kept back', { gate: { ...asked, state: 'DECLINED' } }],
    ['No longer kept', { removedAt: NOW, gate: asked }],
    ['Kept', {}],
  ] as const)('%s', (label, change) => {
    expect(versionState(model(change)).label).toBe(label);
  });
});

describe('canGoLive', () => {
  it.each([
    [true, {}],
    [true, { gate: asked }],
    [false, { live: true }],
    [false, { status: 'PROCESSING' }],
    [false, { status: 'FAILED' }],
    [false, { removedAt: NOW }],
    [false, { retiredAt: NOW }],
  ] as const)('%s for %j', (can, change) => {
    expect(canGoLive(model(change))).toBe(can);
  });
});

describe('gateSentence', () => {
  it('says who decided, and why it was asked', () => {
    expect(gateSentence(model({ gate: { ...asked, state: 'ACCEPTED', decidedBy: ada } }))).toBe(
      'Ada Lovelace put it live after it had waited: it is worse.',
    );
    expect(gateSentence(model({ gate: { ...asked, state: 'DECLINED' } }))).toMatch(/newer version.*: it is worse\.$/u);
    expect(gateSentence(model({ gate: { ...asked, state: 'PASSED', reason: null } }))).toBe('Passed the gate.');
    expect(gateSentence(model())).toBeNull();
  });
});

describe('scoreOf', () => {
  it('is nothing when nothing was asked', () => {
    expect(scoreOf(model({ golden: { asked: 14, right: 12, fixed: 0, broken: 0 } }))).toBe('12 of 14');
    expect(scoreOf(model({ golden: { asked: 0, right: 0, fixed: 0, broken: 0 } }))).toBeNull();
  });
});
