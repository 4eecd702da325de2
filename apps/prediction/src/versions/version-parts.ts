import { join, resolve } from 'node:path';
import { loadBackground, loadSentenceWeights } from '../reading/reading.assets.js';
import { SentenceReader } from '../reading/sentence-reader.js';
import { OnnxEmbedder } from '../retrieval/embedder.js';
import type { VersionParts } from './version.js';

/** The base models of this process, verified. Which reader versions get is decided here. */
export async function loadVersionParts(baseModelsDirectory: string): Promise<VersionParts> {
  const [embedder, background, weights] = await Promise.all([
    OnnxEmbedder.load(join(resolve(baseModelsDirectory), 'embedder')),
    loadBackground(),
    loadSentenceWeights(),
  ]);
  return { embedder, createReader: () => new SentenceReader(embedder, background, weights) };
}
