import type { ModelMetrics } from '@personal-assistant/contracts';
import type { AskedQuestion } from './data/selection.js';
import type { Candidate, CandidateMeasures } from './measures/judgement.js';
import type { ProductMeasures } from './measures/product-measures.js';
import type { Circumstances } from '@personal-assistant/measuring';

/** Milliseconds of each part of a run. */
export interface Timings {
  readonly startMs: number;
  readonly teachMs: number;
  readonly trainMs: number;
  readonly askMs: number;
}

export interface Counts {
  readonly taught: number;
  readonly heldOut: number;
  /** Contexts that the product would not learn. */
  readonly refused: number;
  /** Questions about these: neither taught nor left out on purpose, so not counted. */
  readonly questionsLeftOut: number;
  /** Answers given that differ from what the same version finds when asked again. */
  readonly disagreements: number;
  readonly failures: readonly { reason: string; count: number }[];
}

/** One question with everything that was said to it. */
export interface QuestionRecord extends AskedQuestion {
  readonly answered: boolean;
  readonly failure: string | null;
  readonly ms: number;
  /** Place of its own text among the retrieved ones, from 1. */
  readonly rank: number | null;
  readonly right: boolean;
  readonly f1: number;
  readonly candidates: {
    readonly product: Candidate;
    readonly bm25: Candidate;
    readonly minilm: Candidate;
    readonly goldPassage: Candidate | null;
  };
}

/** Everything that a run measured; what `--json` writes. */
export interface Evaluation {
  readonly circumstances: Circumstances;
  readonly counts: Counts;
  readonly timings: Timings;
  /** What the training itself measured. */
  readonly model: ModelMetrics;
  readonly product: ProductMeasures;
  readonly domains: readonly { readonly domain: string; readonly measures: ProductMeasures }[];
  readonly baselines: {
    readonly bm25: CandidateMeasures;
    readonly minilm: CandidateMeasures;
    readonly goldPassage: CandidateMeasures;
  };
  readonly questions: readonly QuestionRecord[];
}
