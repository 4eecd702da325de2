import type { Model, Status } from '@personal-assistant/contracts';
import { describe, expect, it } from 'vitest';
import { model, status as exampleStatus } from '../../testing/examples';
import { isUnderWay, trainingHint, whyNoTraining } from './stages';

function status(counts: Partial<Status['trainData']>, models: { running?: Model; live?: Model } = {}): Status {
  const { trainData } = exampleStatus();
  const { running = null, live = null } = models;
  return exampleStatus({ runningModel: running, liveModel: live, trainData: { ...trainData, ...counts } });
}

describe('whyNoTraining', () => {
  it('lets a training start when an approved text is new', () => {
    expect(whyNoTraining(status({ PENDING: 1 }))).toBeNull();
  });

  it('names the running training, whatever waits', () => {
    expect(whyNoTraining(status({ PENDING: 1 }, { running: model({ name: 'second' }) }))).toContain('«second»');
  });

  it('says what to do next', () => {
    expect(whyNoTraining(status({ SUBMITTED: 2 }))).toContain('Approve a waiting text');
    expect(whyNoTraining(status({ DONE: 9 }))).toContain('/train');
  });

  it('leaves it to the service whether there is something to build anew', () => {
    expect(whyNoTraining(status({ DONE: 9 }, { live: model({ live: true }) }))).toBeNull();
  });
});

describe('trainingHint', () => {
  it('says what would be learnt, or what else a training is good for', () => {
    expect(trainingHint(status({ PENDING: 2 }))).toBe('2 approved texts will be learnt.');
    expect(trainingHint(status({ DONE: 9 }, { live: model({ live: true }) }))).toContain('withdrawn');
    expect(trainingHint(status({ DONE: 9 }))).toBe(whyNoTraining(status({ DONE: 9 })));
  });
});

describe('isUnderWay', () => {
  const gate = (state: 'PASSED' | 'ASKED' | 'ACCEPTED' | 'DECLINED') => ({ state, reason: null, decidedBy: null });
  const built = { status: 'DONE' as const, live: false, liveAt: null };

  it('is a training, and a version that is being loaded', () => {
    expect(isUnderWay(model({ status: 'PROCESSING' }))).toBe(true);
    expect(isUnderWay(model({ ...built, gate: gate('PASSED') }))).toBe(true);
    expect(isUnderWay(model({ ...built, gate: gate('ACCEPTED') }))).toBe(true);
  });

  it('is no version that waits, is kept back, is or was live, or came to nothing', () => {
    expect(isUnderWay(model({ ...built, gate: gate('ASKED') }))).toBe(false);
    expect(isUnderWay(model({ ...built, gate: gate('DECLINED') }))).toBe(false);
    expect(isUnderWay(model({ ...built, live: true, gate: gate('PASSED') }))).toBe(false);
    expect(isUnderWay(model({ ...built, liveAt: '2026-11-22T10:00:00.000Z', gate: gate('PASSED') }))).toBe(false);
    expect(isUnderWay(model({ ...built, status: 'FAILED', gate: gate('PASSED') }))).toBe(false);
  });
});
