import { describe, expect, it } from 'vitest';
import { HybridRetriever } from './hybrid-retriever.js';
import type { Passage } from './passage.js';

const passage = (id: number): Passage => ({
  id,
  trainDataId: id * 10,
  text: `text ${id}`,
  start: 0,
  sentences: [],
  vector: new Float32Array(1),
});
const hits = (...ids: number[]) => ids.map((id) => ({ id, trainDataId: id * 10, passage: () => passage(id) }));
const upTo = (last: number, limit: number) => hits(...Array.from({ length: Math.min(last, limit) }, (_, i) => i + 1));

describe('HybridRetriever', () => {
  it('joins both searches and says where each found a passage', async () => {
    const asked: string[] = [];
    const retriever = new HybridRetriever({
      searchVector: () => Promise.resolve(hits(1, 2)),
      searchWords: (words) => {
        asked.push(words);
        return Promise.resolve(hits(2, 3));
      },
    });
    const found = await retriever.retrieve('Wi-Fi "code"?', new Float32Array(1), 2);
    expect(asked).toEqual(['wi fi wifi code']);
    expect(found.map(({ id, vectorRank, wordRank }) => ({ id, vectorRank, wordRank }))).toEqual([
      { id: 2, vectorRank: 2, wordRank: 1 },
      { id: 1, vectorRank: 1, wordRank: undefined },
    ]);
  });

  it('ranks what is left as if the texts that are passed over had not been taught', async () => {
    const retriever = new HybridRetriever({
      searchVector: () => Promise.resolve(hits(1, 2, 3)),
      searchWords: () => Promise.resolve(hits(3, 1)),
    });
    const found = await retriever.retrieve('code', new Float32Array(1), 9, new Set([10]));
    expect(found.map(({ id, vectorRank, wordRank }) => ({ id, vectorRank, wordRank }))).toEqual([
      { id: 3, vectorRank: 2, wordRank: 1 },
      { id: 2, vectorRank: 1, wordRank: undefined },
    ]);
  });

  it.each([
    [500, 40, [30, 120]],
    [500, 10, [30]],
    [35, 34, [30, 120]],
    [5000, 4000, [30, 120, 480, 1920]],
  ])('of %i passages with the first %i passed over searches %j', async (all, withdrawn, searched) => {
    const limits: number[] = [];
    const retriever = new HybridRetriever({
      searchVector: (_vector, limit) => {
        limits.push(limit);
        return Promise.resolve(upTo(all, limit));
      },
      searchWords: () => Promise.resolve([]),
    });
    const without = new Set(Array.from({ length: withdrawn }, (_, i) => (i + 1) * 10));
    const found = await retriever.retrieve('code', new Float32Array(1), 60, without);
    expect(limits).toEqual(searched);
    const wanted = hits(...Array.from({ length: Math.min(30, all - withdrawn) }, (_, i) => withdrawn + i + 1));
    const expected = withdrawn === 4000 ? [] : wanted.map(({ id }) => id);
    expect(found.map(({ id }) => id)).toEqual(expected.filter((id) => id <= Math.max(...searched)));
  });

  it('looks up the words while the vector is still being computed', async () => {
    let embedded: (vector: Float32Array) => void = () => undefined;
    const vector = new Promise<Float32Array>((resolve) => (embedded = resolve));
    const retriever = new HybridRetriever({
      searchVector: () => Promise.resolve(hits(1)),
      searchWords: () => {
        // Only now: waiting for the vector first would wait for ever.
        embedded(new Float32Array(1));
        return Promise.resolve(hits(2));
      },
    });
    expect((await retriever.retrieve('code', vector, 2)).map(({ id }) => id)).toEqual([1, 2]);
  });
});
