import type { Status } from '@personal-assistant/contracts';
import { describe, expect, it } from 'vitest';
import { model } from '../../testing/examples';
import { whyNoTraining } from './stages';

function status(counts: Partial<Status['trainData']>, runningModel: Status['runningModel'] = null): Status {
  const none = { SUBMITTED: 0, PENDING: 0, PROCESSING: 0, DONE: 0, REJECTED: 0, WITHDRAWN: 0 };
  const telegram = { state: 'off' as const, detail: null };
  return { liveModel: null, runningModel, trainData: { ...none, ...counts }, telegram };
}

describe('whyNoTraining', () => {
  it('lets a training start when an approved text is new', () => {
    expect(whyNoTraining(status({ PENDING: 1 }))).toBeNull();
  });

  it('names the running training, whatever waits', () => {
    expect(whyNoTraining(status({ PENDING: 1 }, model({ name: 'second' })))).toContain('«second»');
  });

  it('says what to do next', () => {
    expect(whyNoTraining(status({ SUBMITTED: 2 }))).toContain('Approve a waiting text');
    expect(whyNoTraining(status({ DONE: 9 }))).toContain('/train');
  });
});
