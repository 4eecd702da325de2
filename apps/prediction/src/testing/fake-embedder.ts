import type { Embedder } from '../retrieval/embedder.js';

const DIMENSIONS = 384;

/** One direction per letter, so that texts with the same letters are alike. Counts what it embeds. */
export class FakeEmbedder implements Embedder {
  readonly identity = { name: 'fake-embedder', sha256: 'f'.repeat(64) };
  readonly dimensions = DIMENSIONS;
  readonly embedded: string[] = [];

  embed(text: string): Promise<Float32Array> {
    this.embedded.push(text);
    const vector = new Float32Array(DIMENSIONS);
    for (const letter of text.toLowerCase()) {
      const at = letter.codePointAt(0) ?? 0;
      if (/\p{L}|\p{N}/u.test(letter)) vector[at % DIMENSIONS] = (vector[at % DIMENSIONS] ?? 0) + 1;
    }
    const length = Math.hypot(...vector) || 1;
    return Promise.resolve(vector.map((value) => value / length));
  }
}
