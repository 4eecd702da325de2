import type { CommandStatus } from '@personal-assistant/contracts';
import { assertTransition, type Transitions } from '../database/transitions.js';

export const COMMAND_TRANSITIONS: Transitions<CommandStatus> = {
  RECEIVED: ['PROCESSED', 'FAILED'],
  PROCESSED: [],
  FAILED: ['RECEIVED'],
};

export const assertCommandTransition = assertTransition('command', COMMAND_TRANSITIONS);
