import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Background } from '../reading/background.js';
import { loadBackground, loadRankerWeights, loadSentenceWeights, WEIGHTS } from '../reading/reading.assets.js';
import { loadOwnReader, loadReader, type ReaderParts } from '../reading/reader-parts.js';
import { SentenceReader } from '../reading/sentence-reader.js';
import { type Embedder, OnnxEmbedder } from '../retrieval/embedder.js';
import { PassageRanker } from '../retrieval/passage-ranker.js';
import type { VersionParts } from './version.js';

/** Folders that are used in place of those below the base models. */
export interface OtherModels {
  readonly embedder?: string;
  readonly reader?: string;
}

/**
 * The models of this process, verified. Which reader versions get is decided here: the one that was fine-tuned for them,
 * else the base reader, else the best sentence.
 *
 * @param weights folder of `background.json` and `sentence-reader.json`, ending in a slash.
 * @throws ModelFolderError that says what is wrong with which folder.
 */
export async function loadVersionParts(
  baseModelsDirectory: string,
  others: OtherModels = {},
  weights = WEIGHTS,
): Promise<VersionParts> {
  const base = resolve(baseModelsDirectory);
  const embedder = await OnnxEmbedder.load(resolve(others.embedder ?? join(base, 'embedder')));
  const background = await loadBackground(weights);
  const ranking = await loadRankerWeights(weights);
  const readerDirectory = others.reader === undefined ? join(base, 'reader') : resolve(others.reader);
  const reader =
    others.reader === undefined && !existsSync(readerDirectory)
      ? await sentenceReader(embedder, background, weights)
      : await loadReader(readerDirectory, background);
  return {
    embedder,
    ranker: new PassageRanker(background, ranking),
    reader,
    ownReader: (directory) => loadOwnReader(directory, background),
  };
}

async function sentenceReader(embedder: Embedder, background: Background, weights: URL): Promise<ReaderParts> {
  const fitted = await loadSentenceWeights(weights);
  return {
    identity: null,
    create: () => new SentenceReader(embedder, background, fitted),
    thresholdFor: () => null,
    close: () => Promise.resolve(),
  };
}
