/** Texts as short as what people write into a chat, cut out of the contexts of the reading data. */
import type { Random } from '../src/measuring/random.js';
import { codePointCount, sliceCodePoints } from '../src/retrieval/code-points.js';
import type { Question } from './reading-data.js';
import type { WindowedContext } from './span-workspaces.js';

/** One to three sentences of a context as a text of their own. */
export interface Snippet extends WindowedContext {
  /** Questions about the context that they do not answer; `questions` has those that they do. */
  readonly unsaid: Question[];
}

/** Around the answer to one of the questions, where that lies within sentences of one window. */
export function snippetOf(context: WindowedContext, random: Random): Snippet {
  const question = random.pick(context.questions);
  const { start = 0, text = '' } = question.answers[0] ?? {};
  const end = start + codePointCount(text);
  const window =
    context.windows.find(
      ({ sentences }) => (sentences[0]?.start ?? 0) <= start && (sentences.at(-1)?.end ?? 0) >= end,
    ) ?? context.windows[0];
  if (!window) return { ...context, unsaid: [] };
  const touched = window.sentences.flatMap((sentence, i) => (sentence.start < end && sentence.end > start ? [i] : []));
  const first = Math.max(0, (touched[0] ?? 0) - Math.floor(random.next() * 2));
  const last = Math.min(window.sentences.length - 1, (touched.at(-1) ?? 0) + Math.floor(random.next() * 2));
  const sentences = window.sentences.slice(first, last + 1);
  const range = { start: sentences[0]?.start ?? 0, end: sentences.at(-1)?.end ?? 0 };
  const said = sliceCodePoints(window.text, range.start - window.start, range.end - window.start);
  const lower = said.toLowerCase();
  const isSaid = ({ answers }: Question) => answers.some((answer) => lower.includes(answer.text.toLowerCase()));
  return {
    ...context,
    windows: [{ ...window, text: said, start: range.start, sentences }],
    questions: context.questions.filter(isSaid),
    unsaid: context.questions.filter((one) => !isSaid(one)),
  };
}

/** The same with the questions that it does not answer in place of those that it does. */
export function missed(snippet: Snippet): WindowedContext {
  return { ...snippet, questions: snippet.unsaid };
}
