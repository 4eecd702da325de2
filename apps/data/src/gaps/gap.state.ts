import { assertTransition, type Transitions } from '../database/transitions.js';

export type GapStatus = 'OPEN' | 'ANSWERED' | 'OUT_OF_SCOPE';

/** An answered gap opens again when its answer is withdrawn before anybody was told. */
export const GAP_TRANSITIONS: Transitions<GapStatus> = {
  OPEN: ['ANSWERED', 'OUT_OF_SCOPE'],
  ANSWERED: ['OPEN'],
  OUT_OF_SCOPE: [],
};

export const assertGapTransition = assertTransition('gap', GAP_TRANSITIONS);
