import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Embedder } from '../src/retrieval/embedder.js';
import type { Lane } from '../src/retrieval/slots.js';

const KEY_BYTES = 20;

/** Keeps every vector in a file, so that fitting again costs no embedding. Delete the file when the embedder changes. */
export class CachedEmbedder implements Embedder {
  readonly identity: Embedder['identity'];
  readonly dimensions: number;
  private readonly vectors = new Map<string, Float32Array>();
  private readonly file: number;

  constructor(
    private readonly embedder: Embedder,
    path: string,
  ) {
    this.identity = embedder.identity;
    this.dimensions = embedder.dimensions;
    if (existsSync(path)) this.read(readFileSync(path));
    this.file = openSync(path, 'a');
  }

  async embed(text: string, lane: Lane): Promise<Float32Array> {
    const key = createHash('sha1').update(text).digest();
    const known = this.vectors.get(key.toString('hex'));
    if (known) return known;
    const vector = await this.embedder.embed(text, lane);
    this.vectors.set(key.toString('hex'), vector);
    writeSync(this.file, Buffer.concat([key, Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength)]));
    return vector;
  }

  close(): void {
    closeSync(this.file);
  }

  private read(bytes: Buffer): void {
    const record = KEY_BYTES + this.dimensions * 4;
    for (let at = 0; at + record <= bytes.length; at += record) {
      const vector = new Float32Array(this.dimensions);
      for (let i = 0; i < this.dimensions; i++) vector[i] = bytes.readFloatLE(at + KEY_BYTES + i * 4);
      this.vectors.set(bytes.toString('hex', at, at + KEY_BYTES), vector);
    }
  }
}
