import type { QuestionStatus } from '@personal-assistant/contracts';
import { assertTransition, type Transitions } from '../database/transitions.js';

export const QUESTION_TRANSITIONS: Transitions<QuestionStatus> = {
  PENDING: ['ANSWERED', 'FAILED'],
  ANSWERED: [],
  FAILED: ['PENDING'],
};

export const assertQuestionTransition = assertTransition('question', QUESTION_TRANSITIONS);
