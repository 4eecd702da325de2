import type { RichText } from '@personal-assistant/contracts';
import { bold, italic, link, quote, rich } from '../chats/rich.js';
import { versionName } from '../training/texts.js';
import type { QuestionRecord } from './question.repository.js';

/** What the assistant says when it is asked. */

export const workingText: RichText = rich(italic('Working on it…'));

export const NOTHING_TRAINED =
  'Nothing was trained yet, so I cannot answer: teach me with /train, and an approver starts /start_train.';
export const NOT_TAUGHT = 'I was not taught that.';

export function answerText({ answer }: QuestionRecord): RichText {
  if (!answer) throw new Error('a question without an answer has no answer to show');
  if (answer.abstained) {
    if (answer.modelId === null) return rich(answer.text);
    return rich(
      answer.text,
      ' I noted the question; you can teach me the answer with /train.',
      signature(answer.model),
    );
  }
  const [source] = answer.sources;
  if (!source) return rich(bold(answer.text), signature(answer.model));
  const { taughtBy, decidedBy } = source.trainData;
  // An answer that is the whole sentence is shown once.
  const short = answer.text.trim() === source.quote.trim() ? [] : [bold(answer.text), '\n'];
  return rich(
    ...short,
    quote(source.quote),
    `\ntaught by ${taughtBy.displayName}`,
    decidedBy ? ` · approved by ${decidedBy.displayName}` : '',
    source.trainData.link ? ' · ' : '',
    source.trainData.link ? link('message', source.trainData.link) : null,
    signature(answer.model),
  );
}

export function failedAnswerText(reason: string): RichText {
  return rich(reason);
}

export const GAVE_UP = 'Sorry, I could not answer that in time; please ask again in a minute.';

function signature(model: { id: number; name: string } | null): string {
  return model ? `\n${versionName(model)}` : '';
}
