import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import * as tokenizers from '@huggingface/tokenizers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import { type Lane, Slots } from './slots.js';

export const DIMENSIONS = 384;

/** What retrieval and reading need of an embedder. */
export interface Embedder {
  /** Unit vector of a text, (384). */
  embed(text: string, lane: Lane): Promise<Float32Array>;
}

/** What is used of `@huggingface/tokenizers`, whose own types do not resolve under NodeNext. */
interface Tokenizer {
  encode(text: string): { ids: number[] };
}
const { Tokenizer } = tokenizers as unknown as { Tokenizer: new (tokenizer: object, config: object) => Tokenizer };

const checksumsSchema = z.object({ sha256: z.record(z.string(), z.string()) });
const settingsSchema = z.object({ dimensions: z.literal(DIMENSIONS), maxTokens: z.number().int().positive() });
const tokenizerSchema = z.looseObject({ model: z.looseObject({ type: z.literal('WordPiece') }) });

/**
 * The base embedder: all-MiniLM-L6-v2 as int8 ONNX, pooled and normalised inside the graph.
 *
 * Each text runs alone and unpadded, one thread each, as many at a time as there are cores. The model is quantised
 * dynamically, with one scale per activation tensor: in a batch the vector of a text would depend on its neighbours, so an
 * answer would depend on who else is asking. It costs nothing: a batch of four takes as long as four runs
 * (docs/experiments.md).
 */
export class OnnxEmbedder implements Embedder {
  private readonly slots = new Slots(availableParallelism());

  private constructor(
    private readonly tokenizer: Tokenizer,
    private readonly session: InferenceSession,
    /** Word pieces that are read, [CLS] and [SEP] included; the rest of a longer text is not seen. */
    private readonly maxTokens: number,
  ) {}

  /**
   * @param directory holds `model.onnx`, `tokenizer.json`, `config.json` and `checksums.json`.
   * @throws Error that names the file when one is missing or differs from its checksum.
   */
  static async load(directory: string): Promise<OnnxEmbedder> {
    const checksums = checksumsSchema.parse(parseJson(await readFile(join(directory, 'checksums.json')))).sha256;
    const [model, words, config] = await Promise.all([
      readVerified(directory, 'model.onnx', checksums),
      readVerified(directory, 'tokenizer.json', checksums),
      readVerified(directory, 'config.json', checksums),
    ]);
    const session = await InferenceSession.create(model, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
    });
    const tokenizer = new Tokenizer(tokenizerSchema.parse(parseJson(words)), {});
    return new OnnxEmbedder(tokenizer, session, settingsSchema.parse(parseJson(config)).maxTokens);
  }

  embed(text: string, lane: Lane): Promise<Float32Array> {
    return this.slots.run(lane, async () => {
      const ids = this.tokenIds(text);
      const dims = [1, ids.length];
      const outputs = await this.session.run({
        input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), dims),
        attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), dims),
      });
      const data = outputs.embedding?.data;
      if (!(data instanceof Float32Array) || data.length !== DIMENSIONS) {
        throw new Error(
          'The embedder gave no vector of 384 numbers: models/base/embedder is not the one this service was made for.',
        );
      }
      return data;
    });
  }

  /** Word piece ids with [CLS] and [SEP], at most `maxTokens`. */
  tokenIds(text: string): number[] {
    const { ids } = this.tokenizer.encode(text);
    const last = ids.at(-1);
    return ids.length <= this.maxTokens || last === undefined ? ids : [...ids.slice(0, this.maxTokens - 1), last];
  }

  async close(): Promise<void> {
    await this.session.release();
  }
}

/** Cosine of two unit vectors. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function parseJson(bytes: Buffer): unknown {
  return JSON.parse(bytes.toString('utf8'));
}

async function readVerified(directory: string, name: string, checksums: Record<string, string>): Promise<Buffer> {
  const bytes = await readFile(join(directory, name));
  if (checksums[name] !== createHash('sha256').update(bytes).digest('hex')) {
    throw new Error(`${join(directory, name)} differs from its checksum: fetch it again from the repository.`);
  }
  return bytes;
}
