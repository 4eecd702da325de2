import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { logger } from '@personal-assistant/service-kit';
import { type Judgement, judgementSchema, thresholdFor, unfitted } from '../reading/judgement.js';
import { OnnxPassageReader } from '../reading/reader-model.js';
import { loadBackground, loadRankerWeights, loadSentenceWeights, WEIGHTS } from '../reading/reading.assets.js';
import { SentenceReader } from '../reading/sentence-reader.js';
import { SpanReader } from '../reading/span-reader.js';
import { OnnxEmbedder } from '../retrieval/embedder.js';
import { PassageRanker } from '../retrieval/passage-ranker.js';
import type { VersionParts } from './version.js';

/** File of a reader's folder that turns its numbers into a probability. */
const JUDGEMENT = 'confidence.json';

/** Folders that are used in place of those below the base models. */
export interface OtherModels {
  readonly embedder?: string;
  readonly reader?: string;
}

/**
 * The models of this process, verified. Which reader versions get is decided here: the span reader where there is one, else
 * the best sentence.
 *
 * @param weights folder of `background.json` and `sentence-reader.json`, ending in a slash.
 * @throws Error that says what is wrong with which folder.
 */
export async function loadVersionParts(
  baseModelsDirectory: string,
  others: OtherModels = {},
  weights = WEIGHTS,
): Promise<VersionParts> {
  const base = resolve(baseModelsDirectory);
  const readerDirectory = others.reader === undefined ? join(base, 'reader') : resolve(others.reader);
  const embedder = await OnnxEmbedder.load(resolve(others.embedder ?? join(base, 'embedder')));
  const background = await loadBackground(weights);
  const ranking = await loadRankerWeights(weights);
  const createRanker = () => new PassageRanker(background, ranking);
  if (others.reader === undefined && !existsSync(readerDirectory)) {
    const fitted = await loadSentenceWeights(weights);
    const createReader = () => new SentenceReader(embedder, background, fitted);
    return { embedder, createRanker, reader: null, createReader, thresholdFor: () => null };
  }
  const model = await OnnxPassageReader.load(readerDirectory);
  const judgement = await loadJudgement(model);
  return {
    embedder,
    createRanker,
    reader: model.identity,
    createReader: (passages = 1) => new SpanReader(model, background, judgement, passages),
    thresholdFor: (share, passages) => thresholdFor(judgement, share, passages) ?? null,
  };
}

/** The reader's `confidence.json`; a reader without one is used all the same, with a word in the log. */
async function loadJudgement({ folder, identity }: OnnxPassageReader): Promise<Judgement> {
  const file = await folder.json(JUDGEMENT);
  if (file === undefined) {
    logger('versions').warn(
      { reader: identity.name },
      `the reader has no ${JUDGEMENT}, so its confidences are not calibrated: make one with npm run fit:reader`,
    );
    return unfitted(identity);
  }
  const judgement = judgementSchema.parse(file);
  if (judgement.reader.sha256 !== identity.sha256) {
    throw new Error(
      `${join(folder.directory, JUDGEMENT)} was made for another reader («${judgement.reader.name}»): make it again with npm run fit:reader.`,
    );
  }
  return judgement;
}
