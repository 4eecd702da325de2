import { readFile } from 'node:fs/promises';
import { type RankerWeights, rankerWeightsSchema } from '../retrieval/passage-ranker.js';
import { Background, backgroundSchema } from './background.js';
import { type SentenceWeights, sentenceWeightsSchema } from './logistic.js';

/** `apps/prediction/weights`, from `src` and from `dist` alike. */
export const WEIGHTS = new URL('../../weights/', import.meta.url);

export async function loadBackground(folder = WEIGHTS): Promise<Background> {
  return new Background(backgroundSchema.parse(await readJson(folder, 'background.json')));
}

export async function loadSentenceWeights(folder = WEIGHTS): Promise<SentenceWeights> {
  return sentenceWeightsSchema.parse(await readJson(folder, 'sentence-reader.json'));
}

export async function loadRankerWeights(folder = WEIGHTS): Promise<RankerWeights> {
  return rankerWeightsSchema.parse(await readJson(folder, 'passage-ranker.json'));
}

async function readJson(folder: URL, name: string): Promise<unknown> {
  return JSON.parse(await readFile(new URL(name, folder), 'utf8'));
}
