import { sliceCodePoints, trimRange } from '../retrieval/code-points.js';
import { cosine, type Embedder } from '../retrieval/embedder.js';
import type { RetrievedPassage } from '../retrieval/passage.js';
import type { Lane } from '../retrieval/slots.js';
import type { Background } from './background.js';
import { type Features, passageEvidence, prepareQuestion, sentenceFeatures, withSentenceCosine } from './features.js';
import { logit, type SentenceWeights, sigmoid } from './logistic.js';
import { Lru } from './lru.js';
import type { Candidate, Reader, ReaderQuestion } from './reader.js';

/** Sentences that are embedded, the likeliest by words: as good as all of them, three times as fast (docs/experiments.md). */
const EMBEDDED = 10;
/** Passages whose sentences are looked at. */
const READ = 6;
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
  readonly reads = READ;
  // Its sentences cost little once their vectors are kept.
  readonly enough = 1;
  private readonly vectors = new Lru<Float32Array>(CACHED_VECTORS);

  constructor(
    private readonly embedder: Embedder,
    private readonly background: Background,
    private readonly weights: SentenceWeights,
    private readonly embedded = EMBEDDED,
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

  /** Features of the likeliest sentences of the passages. */
  async measure(
    question: ReaderQuestion,
    passages: readonly RetrievedPassage[],
    lane: Lane,
  ): Promise<MeasuredSentence[]> {
    const sentences = this.sentencesOf(question, passages);
    return Promise.all(
      this.likeliest(sentences).map(async (sentence) => {
        const vector = await this.vectorOf(sentence, lane);
        const features = withSentenceCosine(sentence.features, cosine(question.vector, vector));
        return { ...sentence, features };
      }),
    );
  }

  /** Every sentence once, measured by words; one in two overlapping windows belongs to the better one. */
  private sentencesOf(question: ReaderQuestion, passages: readonly RetrievedPassage[]): MeasuredSentence[] {
    const prepared = prepareQuestion(question.text, this.background);
    const found = new Map<string, MeasuredSentence>();
    passages.forEach((passage, position) => {
      const similarity = cosine(question.vector, passage.vector);
      const evidence = passageEvidence(prepared, passage, position, similarity, this.background);
      for (const { start, end } of passage.sentences) {
        const range = trimRange(passage.text, { start: start - passage.start, end: end - passage.start });
        const text = sliceCodePoints(passage.text, range.start, range.end);
        const sentence = { trainDataId: passage.trainDataId, text, start: range.start + passage.start };
        if (text === '' || found.has(keyOf(sentence))) continue;
        const features = sentenceFeatures(prepared, evidence, text, this.background);
        found.set(keyOf(sentence), { ...sentence, features });
      }
    });
    return [...found.values()];
  }

  private likeliest(sentences: MeasuredSentence[]): MeasuredSentence[] {
    if (sentences.length <= this.embedded) return sentences;
    return sentences
      .map((sentence) => ({ sentence, score: logit(this.weights.rank, sentence.features) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, this.embedded)
      .map(({ sentence }) => sentence);
  }

  private async vectorOf(sentence: MeasuredSentence, lane: Lane): Promise<Float32Array> {
    const key = keyOf(sentence);
    const known = this.vectors.get(key);
    if (known) return known;
    const vector = await this.embedder.embed(sentence.text, lane);
    this.vectors.set(key, vector);
    return vector;
  }
}

function keyOf({ trainDataId, start, text }: Omit<MeasuredSentence, 'features'>): string {
  return `${trainDataId}:${start}:${text.length}`;
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
