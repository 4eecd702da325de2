import { sliceCodePoints, trimRange } from '../retrieval/code-points.js';
import { cosine, type Embedder } from '../retrieval/embedder.js';
import type { RetrievedPassage } from '../retrieval/passage.js';
import type { Lane } from '../retrieval/slots.js';
import type { Background } from './background.js';
import { type Features, passageEvidence, prepareQuestion, sentenceFeatures } from './features.js';
import { logit, type SentenceWeights, sigmoid } from './logistic.js';
import { Lru } from './lru.js';
import type { Candidate, Reader, ReaderQuestion } from './reader.js';

/** Sentence vectors kept per version, 1.5 KB each: questions of a group return to the same texts. */
const CACHED_VECTORS = 4096;
/** A lead of this much in `rank` score counts half. */
const LEAD_HALF = 1;

/** A sentence of a retrieved passage with its measurements. */
export interface MeasuredSentence {
  readonly trainDataId: number;
  readonly text: string;
  /** In code points of the taught text. */
  readonly start: number;
  readonly features: Features;
}

/** Answers with the best sentence: a logistic over vector and word evidence, fitted by `scripts/fit-sentence-reader.ts`. */
export class SentenceReader implements Reader {
  private readonly vectors = new Lru<Float32Array>(CACHED_VECTORS);

  constructor(
    private readonly embedder: Embedder,
    private readonly background: Background,
    private readonly weights: SentenceWeights,
  ) {}

  async read(question: ReaderQuestion, passages: readonly RetrievedPassage[], lane: Lane): Promise<Candidate[]> {
    const measured = await this.measure(question, passages, lane);
    return rank(measured, this.weights).map(({ sentence, confidence }) => ({
      trainDataId: sentence.trainDataId,
      answer: sentence.text,
      quote: sentence.text,
      start: sentence.start,
      confidence,
    }));
  }

  /** Features of every sentence of the passages; a sentence in two overlapping windows is measured in the better one. */
  async measure(
    question: ReaderQuestion,
    passages: readonly RetrievedPassage[],
    lane: Lane,
  ): Promise<MeasuredSentence[]> {
    const prepared = prepareQuestion(question.text, this.background);
    const seen = new Set<string>();
    const works: Promise<MeasuredSentence>[] = [];
    passages.forEach((passage, position) => {
      const evidence = passageEvidence(
        prepared,
        passage,
        position,
        cosine(question.vector, passage.vector),
        this.background,
      );
      for (const sentence of passage.sentences) {
        const range = trimRange(passage.text, {
          start: sentence.start - passage.start,
          end: sentence.end - passage.start,
        });
        const text = sliceCodePoints(passage.text, range.start, range.end);
        const start = range.start + passage.start;
        const key = `${passage.trainDataId}:${start}:${range.end + passage.start}`;
        if (text === '' || seen.has(key)) continue;
        seen.add(key);
        works.push(
          this.vectorOf(key, text, lane).then((vector) => ({
            trainDataId: passage.trainDataId,
            text,
            start,
            features: sentenceFeatures(prepared, evidence, text, cosine(question.vector, vector), this.background),
          })),
        );
      }
    });
    return Promise.all(works);
  }

  private async vectorOf(key: string, text: string, lane: Lane): Promise<Float32Array> {
    const known = this.vectors.get(key);
    if (known) return known;
    const vector = await this.embedder.embed(text, lane);
    this.vectors.set(key, vector);
    return vector;
  }
}

/** Sentences in order of `rank` score, each with its confidence. */
export function rank(
  sentences: readonly MeasuredSentence[],
  weights: SentenceWeights,
): { sentence: MeasuredSentence; score: number; confidence: number }[] {
  const scored = sentences
    .map((sentence) => ({ sentence, score: logit(weights.rank, sentence.features) }))
    .sort((a, b) => b.score - a.score);
  return scored.map(({ sentence, score }) => {
    const rival = scored.find((other) => other.sentence.trainDataId !== sentence.trainDataId);
    const lead = leadOf(score, rival?.score);
    return {
      sentence,
      score,
      confidence: sigmoid(logit(weights.decide, sentence.features) + weights.decideLead * lead),
    };
  });
}

/** Lead over the best sentence of another text, from -1 to 1; 0 without a rival, which says nothing either way. */
export function leadOf(score: number, rival: number | undefined): number {
  if (rival === undefined) return 0;
  const lead = score - rival;
  return lead / (Math.abs(lead) + LEAD_HALF);
}
