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
const hits = (...ids: number[]) => ids.map((id) => ({ id, passage: () => passage(id) }));

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
