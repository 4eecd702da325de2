import { type Passage, sliceCodePoints, trimRange } from '@personal-assistant/prediction/evaluation';

/** A sentence of a taught text. */
export interface Sentence {
  readonly trainDataId: number;
  readonly text: string;
}

/** Every sentence of a version once, as the train service split them; windows overlap. */
export function sentencesOf(passages: readonly Passage[]): Sentence[] {
  const found = new Map<string, Sentence>();
  for (const { trainDataId, text, start: offset, sentences } of passages) {
    for (const { start, end } of sentences) {
      const range = trimRange(text, { start: start - offset, end: end - offset });
      const sentence = sliceCodePoints(text, range.start, range.end);
      if (sentence !== '') found.set(`${trainDataId}:${start}`, { trainDataId, text: sentence });
    }
  }
  return [...found.values()];
}
