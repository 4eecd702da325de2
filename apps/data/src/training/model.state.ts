import type { ModelStatus } from '@personal-assistant/contracts';
import { assertTransition, type Transitions } from '../database/transitions.js';

/**
 * A training ends built, failed or cancelled. A built version that the prediction service refuses for good (its files are damaged) is `FAILED`; a live one
 * never is.
 */
export const MODEL_TRANSITIONS: Transitions<ModelStatus> = {
  PROCESSING: ['DONE', 'FAILED', 'CANCELLED'],
  DONE: ['FAILED'],
  FAILED: [],
  CANCELLED: [],
};

export const assertModelTransition = assertTransition('model', MODEL_TRANSITIONS);
