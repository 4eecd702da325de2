import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OnnxEmbedder } from '../retrieval/embedder.js';
import { EMBEDDER_DIRECTORY, TINY_READER } from '../testing/paths.js';
import { OnnxPassageReader, pairOf } from './reader-model.js';
import { WordPieceTokenizer } from './word-pieces.js';

describe('pairOf', () => {
  const tokenizer = new WordPieceTokenizer(JSON.parse(readFileSync(join(TINY_READER, 'tokenizer.json'), 'utf8')));
  const { classify, separate } = tokenizer;
  const [when = 0, lunch = 0, noon = 0] = tokenizer.encode('when lunch noon').ids;

  it('is the question, then the passage', () => {
    const { ids, offset, pieces } = pairOf(tokenizer, 'When lunch', 'Lunch  noon', 128);
    expect(ids).toEqual([classify, when, lunch, separate, lunch, noon, separate]);
    expect(offset).toBe(4);
    expect(pieces).toEqual([
      { start: 0, end: 5 },
      { start: 7, end: 11 },
    ]);
  });

  it('keeps the end of a long question and the beginning of a long passage', () => {
    const { ids, offset, pieces } = pairOf(
      tokenizer,
      `${'lunch '.repeat(100)}when`,
      `noon ${'lunch '.repeat(500)}`,
      128,
    );
    expect(ids).toHaveLength(128);
    expect(offset).toBe(66);
    expect(ids[offset - 2]).toBe(when);
    expect(ids[offset]).toBe(noon);
    expect(ids.at(-1)).toBe(separate);
    expect(pieces).toHaveLength(128 - 67);
  });
});

describe('OnnxPassageReader', () => {
  let reader: OnnxPassageReader;
  beforeAll(async () => {
    reader = await OnnxPassageReader.load(TINY_READER);
  });
  afterAll(() => reader.close());

  it('gives logits for the pieces of the passage, and none for those of the question', async () => {
    const reading = await reader.read('Noon: when is lunch?', 'Lunch is at noon.', 'live');
    expect(reading.pieces[3]).toEqual({ start: 12, end: 16 });
    expect([...reading.starts]).toEqual([0, 0, 0, 6, 0]);
    expect([...reading.ends]).toEqual([0, 0, 0, 6, 0]);
    expect(reading).toMatchObject({ none: 0, answerable: 3 });
    expect((await reader.read('Noon?', 'Dinner is at six.', 'live')).answerable).toBe(-3);
  });

  it('reads a passage without words', async () => {
    const reading = await reader.read('When?', ' ', 'live');
    expect(reading.pieces).toEqual([]);
    expect(reading.answerable).toBe(-3);
  });

  it('has the identity that the train service gives to a folder', () => {
    expect(reader.identity.name).toBe('tiny-reader');
    expect(reader.identity.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  describe('refuses', () => {
    let copy: string;
    beforeAll(async () => {
      copy = await mkdtemp(join(tmpdir(), 'reader-'));
    });
    afterAll(() => rm(copy, { recursive: true }));

    it('a damaged file, by its name', async () => {
      await cp(TINY_READER, copy, { recursive: true });
      await writeFile(join(copy, 'tokenizer.json'), '{}');
      await expect(OnnxPassageReader.load(copy)).rejects.toThrow(/tokenizer\.json differs from its checksum/);
    });

    it('a missing file, by its name and the variables', async () => {
      await expect(OnnxPassageReader.load(join(copy, 'nowhere'))).rejects.toThrow(
        /nowhere\/checksums\.json cannot be read: check BASE_MODELS_DIR, EMBEDDER_MODEL and READER_MODEL/,
      );
    });

    it('a model of another kind', async () => {
      await expect(OnnxPassageReader.load(EMBEDDER_DIRECTORY)).rejects.toThrow(/READER_MODEL to a reader/);
      await expect(OnnxEmbedder.load(TINY_READER)).rejects.toThrow(/EMBEDDER_MODEL to an embedder/);
    });
  });
});
