import type { AnswerForm, TrainDataStatus } from '@personal-assistant/contracts';
import { withSources } from './answer-sources.js';
import { WITHDRAWN_ANSWER } from './texts.js';

interface StoredSource {
  trainDataId: number;
  quote: string;
  start: number;
  said: string | null;
  trainData: { status: TrainDataStatus };
}

interface StoredAnswer<S extends StoredSource> {
  text: string;
  form: AnswerForm;
  abstained: boolean;
  sources: S[];
}

/**
 * A stored answer as far as it may still be shown: without the texts that were withdrawn since, and without what only they
 * said. Nothing of a withdrawn text is shown anywhere because every view goes through this.
 */
export function shownAnswer<S extends StoredSource, A extends StoredAnswer<S>>(answer: A): A {
  const left = answer.sources.filter(({ trainData }) => trainData.status !== 'WITHDRAWN');
  if (left.length === answer.sources.length) return answer;
  const rest = withSources(
    { ...answer, confidence: 0, modelId: null, ms: 0, sources: answer.sources.map(toSource) },
    left.map(toSource),
  );
  if (!rest) return { ...answer, form: 'ANSWER', text: WITHDRAWN_ANSWER, sources: [] };
  return { ...answer, form: rest.form ?? 'ANSWER', text: rest.text, sources: left };
}

/** What a follow-up may build on: `null` when nothing was answered, or when that was withdrawn. */
export function answeredWith(answer: StoredAnswer<StoredSource> | null): string | null {
  if (!answer || answer.abstained) return null;
  const shown = shownAnswer(answer);
  return shown.sources.length === 0 ? null : shown.text;
}

function toSource({ trainDataId, quote, start, said }: StoredSource) {
  return { trainDataId, quote, start, answer: said ?? undefined };
}
