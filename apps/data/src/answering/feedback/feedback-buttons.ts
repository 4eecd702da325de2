import type { Button, FeedbackValue } from '@personal-assistant/contracts';
import type { QuestionRecord } from '../question.repository.js';
import { answeredWith } from '../shown-answer.js';

const FACES: Record<FeedbackValue, string> = { UP: '👍', DOWN: '👎' };

export function countFeedback(feedback: QuestionRecord['feedback']): { up: number; down: number } {
  const up = feedback.filter(({ value }) => value === 'UP').length;
  return { up, down: feedback.length - up };
}

/** 👍 and 👎 with their counts; none under a message that answers nothing, or nothing any more. */
export function feedbackButtons({
  id,
  answer,
  feedback,
}: Pick<QuestionRecord, 'id' | 'answer' | 'feedback'>): Button[][] {
  if (answeredWith(answer) === null) return [];
  const { up, down } = countFeedback(feedback);
  const button = (value: FeedbackValue, count: number): Button => ({
    label: count === 0 ? FACES[value] : `${FACES[value]} ${count}`,
    action: { kind: 'FEEDBACK', value, questionId: id },
  });
  return [[button('UP', up), button('DOWN', down)]];
}
