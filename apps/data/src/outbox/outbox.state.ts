import { assertTransition, type Transitions } from '../database/transitions.js';

export type OutboxStatus = 'WAITING' | 'SENT' | 'DEAD';

/** A dead row may be tried again by an approver. */
export const OUTBOX_TRANSITIONS: Transitions<OutboxStatus> = {
  WAITING: ['SENT', 'DEAD'],
  SENT: [],
  DEAD: ['WAITING'],
};

export const assertOutboxTransition = assertTransition('outbox row', OUTBOX_TRANSITIONS);
