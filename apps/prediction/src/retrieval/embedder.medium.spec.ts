import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EMBEDDER_DIRECTORY, FIXTURES } from '../testing/paths.js';
import { cosine, OnnxEmbedder } from './embedder.js';

// Processors round the 8-bit products differently, which the longest texts show most: 0.005 between AVX2 and AVX-512. Another
// pooling or a lost word piece is ten times that.
const PROCESSORS_DIFFER_BY = 1e-2;
const paritySchema = z.array(z.object({ text: z.string(), ids: z.array(z.number()), vector: z.array(z.number()) }));

describe('OnnxEmbedder', () => {
  let embedder: OnnxEmbedder;
  beforeAll(async () => {
    embedder = await OnnxEmbedder.load(EMBEDDER_DIRECTORY);
  });
  afterAll(() => embedder.close());

  it('gives the word pieces and vectors that the train service gives', async () => {
    const parity = paritySchema.parse(JSON.parse(await readFile(join(FIXTURES, 'embedding-parity.json'), 'utf8')));
    expect(parity.length).toBeGreaterThan(15);
    for (const { text, ids, vector } of parity) {
      expect(embedder.tokenIds(text), text.slice(0, 60)).toEqual(ids);
      const found = await embedder.embed(text, 'live');
      const furthest = Math.max(...vector.map((value, i) => Math.abs(value - (found[i] ?? NaN))));
      expect(furthest, text.slice(0, 60)).toBeLessThan(PROCESSORS_DIFFER_BY);
    }
  });

  it('gives the same vector whoever else is asking', async () => {
    const alone = await embedder.embed('what is the wifi password?', 'live');
    const [crowded] = await Promise.all([
      embedder.embed('what is the wifi password?', 'live'),
      embedder.embed('The office is open. '.repeat(200), 'live'),
      embedder.embed('密', 'background'),
    ]);
    expect(crowded).toEqual(alone);
    expect(cosine(alone, alone)).toBeCloseTo(1, 5);
  });

  it('brings what means the same together', async () => {
    const question = await embedder.embed('what is the wifi password?', 'live');
    const right = cosine(question, await embedder.embed('The guest Wi-Fi password is sunflower-42.', 'live'));
    const wrong = cosine(question, await embedder.embed('Lunch is served in the canteen.', 'live'));
    expect(right).toBeGreaterThan(0.5);
    expect(wrong).toBeLessThan(0.2);
  });

  it('refuses a file that differs from its checksum', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'embedder-'));
    try {
      await cp(EMBEDDER_DIRECTORY, copy, { recursive: true });
      await writeFile(join(copy, 'tokenizer.json'), '{}');
      await expect(OnnxEmbedder.load(copy)).rejects.toThrow(/tokenizer\.json differs from its checksum/);
    } finally {
      await rm(copy, { recursive: true });
    }
  });
});
