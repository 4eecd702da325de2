import type { Question } from '@personal-assistant/contracts';
import { toPerson } from '../web/person.view.js';
import { countFeedback } from './feedback/feedback-buttons.js';
import { shownAnswer } from './shown-answer.js';
import type { QuestionRecord } from './question.repository.js';

/** @param viewerId whose own word is shown */
export function toQuestion(record: QuestionRecord, viewerId?: string): Question {
  const { id, status, text, previousId, understoodAs, askedBy, createdAt, error } = record;
  const answer = record.answer && shownAnswer(record.answer);
  return {
    id,
    status,
    text,
    previousQuestionId: previousId,
    understoodAs,
    askedBy: toPerson(askedBy),
    createdAt: createdAt.toISOString(),
    answer: answer && {
      text: answer.text,
      form: answer.form,
      abstained: answer.abstained,
      confidence: answer.confidence,
      sources: answer.sources.map(({ trainDataId, quote, said, trainData }) => ({
        trainDataId,
        quote,
        answer: said,
        taughtAt: trainData.createdAt.toISOString(),
        taughtBy: toPerson(trainData.taughtBy),
        approvedBy: trainData.decidedBy && toPerson(trainData.decidedBy),
        link: trainData.link,
      })),
      modelId: answer.modelId,
      ms: answer.ms,
    },
    feedback: toFeedback(record, viewerId),
    error,
  };
}

function toFeedback({ feedback }: QuestionRecord, viewerId?: string): Question['feedback'] {
  const { up, down } = countFeedback(feedback);
  if (viewerId === undefined) return { up, down };
  const mine = feedback.find(({ userId }) => userId === viewerId)?.value;
  return { up, down, mine: mine === undefined ? null : mine === 'UP' ? 'up' : 'down' };
}
