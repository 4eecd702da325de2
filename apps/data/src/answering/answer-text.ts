import type { RichText, Span } from '@personal-assistant/contracts';
import { bold, italic, link, quote, rich } from '../chats/rich.js';
import { versionName } from '../training/texts.js';
import { shownAnswer } from './shown-answer.js';
import type { QuestionRecord } from './question.repository.js';

type Answer = NonNullable<QuestionRecord['answer']>;
type Source = Answer['sources'][number];
type Part = string | Span | null;

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });

/** The message that answers: what is said, the taught sentence it was read from, who taught it, and the version. */
export function answerText({
  answer: stored,
  understoodAs,
}: Pick<QuestionRecord, 'answer' | 'understoodAs'>): RichText {
  const answer = stored && shownAnswer(stored);
  if (!answer) throw new Error('a question without an answer has no answer to show');
  const asked: Part[] = understoodAs === null ? [] : [italic(understoodAs), '\n'];
  return rich(...asked, ...(answer.abstained ? abstention(answer) : body(answer)), signature(answer));
}

function abstention({ text, modelId }: Answer): Part[] {
  return [text, modelId === null ? '' : ' I noted the question; you can teach me the answer with /train.'];
}

function body(answer: Answer): Part[] {
  const [first, ...others] = answer.sources;
  if (!first) return [bold(answer.text)];
  switch (answer.form) {
    case 'ANSWER':
      return [...said(answer.text, first), ...taughtBy('taught', first), ...support(others, first)];
    case 'STATEMENT':
      return ['Here is what I was taught:\n', quote(first.quote), ...taughtBy('taught', first)];
    case 'LIST':
      return [...items(answer.sources), ...sentences(answer.sources)];
    case 'CONTRADICTION':
      return [
        'I was taught different things; the newest first:\n',
        ...join(
          answer.sources.map((source) => [...said(source.said ?? '', source), ...taughtBy('taught', source, true)]),
        ),
      ];
  }
}

/** An answer that is the whole sentence is shown once. */
function said(answer: string, { quote: sentence }: Source): Part[] {
  return answer === '' || answer.trim() === sentence.trim() ? [quote(sentence)] : [bold(answer), '\n', quote(sentence)];
}

/** Who else taught the same; their sentence only where it differs. */
function support(sources: Source[], first: Source): Part[] {
  return sources.flatMap((source) => [
    ...(source.quote.trim() === first.quote.trim() ? [] : ['\n', quote(source.quote)]),
    ...taughtBy('also taught', source),
  ]);
}

function items(sources: Source[]): Part[] {
  const distinct = [...new Set(sources.map((source) => source.said ?? source.quote))];
  return distinct.flatMap((item) => ['• ', bold(item), '\n']);
}

function sentences(sources: Source[]): Part[] {
  const seen = new Set<string>();
  const once = sources.filter(({ trainDataId, quote: sentence }) => {
    const key = `${trainDataId} ${sentence}`;
    return !seen.has(key) && !!seen.add(key);
  });
  return join(once.map((source) => [quote(source.quote), ...taughtBy('taught', source)]));
}

function taughtBy(how: string, { trainData }: Source, dated = false): Part[] {
  return [
    `\n${how} by ${trainData.taughtBy.displayName}`,
    dated ? ` on ${day.format(trainData.createdAt)}` : '',
    trainData.decidedBy ? ` · approved by ${trainData.decidedBy.displayName}` : '',
    trainData.link ? ' · ' : '',
    trainData.link ? link('message', trainData.link) : null,
  ];
}

function join(blocks: Part[][]): Part[] {
  return blocks.flatMap((block, index) => (index === 0 ? block : ['\n', ...block]));
}

function signature({ model }: Answer): string {
  return model ? `\n${versionName(model)}` : '';
}
