import type { TrainDataStatus } from '@personal-assistant/contracts';
import { assertTransition, type Transitions } from '../database/transitions.js';

/**
 * A text waits for a decision, for a training, is being learned, is known. It goes back from `PROCESSING` when its
 * training failed, and from `DONE` when the version that first knew it turned out to be unusable before it was ever live.
 */
export const TRAIN_DATA_TRANSITIONS: Transitions<TrainDataStatus> = {
  SUBMITTED: ['PENDING', 'REJECTED', 'WITHDRAWN'],
  PENDING: ['PROCESSING', 'WITHDRAWN'],
  PROCESSING: ['DONE', 'PENDING', 'WITHDRAWN'],
  DONE: ['PENDING', 'WITHDRAWN'],
  REJECTED: ['WITHDRAWN'],
  WITHDRAWN: [],
};

export const assertTrainDataTransition = assertTransition('text', TRAIN_DATA_TRANSITIONS);
