import type { RankedPassage } from '../retrieval/passage.js';
import { sentencesOf } from './version-fixture.js';

/** A passage, the only one that was found, that stands at `start` in the taught text. */
export function passage(trainDataId: number, text: string, start = 0): RankedPassage {
  return {
    id: trainDataId,
    trainDataId,
    text,
    start,
    sentences: sentencesOf(text).map((range) => ({ start: start + range.start, end: start + range.end })),
    vector: new Float32Array(0),
    vectorRank: 1,
    wordRank: 1,
    fused: 1,
    share: 1,
  };
}
