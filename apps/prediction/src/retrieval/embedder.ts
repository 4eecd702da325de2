import { availableParallelism } from 'node:os';
import * as tokenizers from '@huggingface/tokenizers';
import { Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import { type ModelFolder, type ModelIdentity, openModelFolder } from '../models/model-folder.js';
import { type Lane, Slots } from './slots.js';

/** What retrieval and reading need of an embedder. */
export interface Embedder {
  /** Vectors of two embedders cannot be compared: a version is only opened with the one that made its vectors. */
  readonly identity: ModelIdentity;
  /** Length of its vectors, D. */
  readonly dimensions: number;
  /** Unit vector of a text, (D). */
  embed(text: string, lane: Lane): Promise<Float32Array>;
}

/** What is used of `@huggingface/tokenizers`, whose own types do not resolve under NodeNext. */
interface Tokenizer {
  encode(text: string): { ids: number[] };
}
const { Tokenizer } = tokenizers as unknown as { Tokenizer: new (tokenizer: object, config: object) => Tokenizer };

const settingsSchema = z.object({
  dimensions: z.number().int().positive(),
  maxTokens: z.number().int().positive(),
});
const tokenizerSchema = z.looseObject({ model: z.looseObject({ type: z.string() }) });

/**
 * An embedder as ONNX, pooled and normalised inside the graph: `input_ids`, `attention_mask` (1, T) → `embedding` (1, D).
 * The shipped one is a MiniLM in int8.
 */
export class OnnxEmbedder implements Embedder {
  readonly identity: ModelIdentity;
  private readonly slots = new Slots(availableParallelism());

  private constructor(
    private readonly folder: ModelFolder,
    private readonly tokenizer: Tokenizer,
    readonly dimensions: number,
    /** Word pieces that are read, [CLS] and [SEP] included; the rest of a longer text is not seen. */
    private readonly maxTokens: number,
  ) {
    this.identity = folder.identity;
  }

  /** @throws Error that says what is wrong with the folder, see {@link openModelFolder}. */
  static async load(directory: string): Promise<OnnxEmbedder> {
    const folder = await openModelFolder(directory, 'embedder');
    const tokenizer = new Tokenizer(folder.tokenizer(tokenizerSchema), {});
    const { dimensions, maxTokens } = folder.config(settingsSchema);
    return new OnnxEmbedder(folder, tokenizer, dimensions, maxTokens);
  }

  embed(text: string, lane: Lane): Promise<Float32Array> {
    return this.slots.run(lane, async () => {
      const ids = this.tokenIds(text);
      const dims = [1, ids.length];
      const outputs = await this.folder.session.run({
        input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), dims),
        attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), dims),
      });
      const data = outputs.embedding?.data;
      if (!(data instanceof Float32Array) || data.length !== this.dimensions) {
        throw new Error(
          `The embedder in ${this.folder.directory} gave no vector of ${this.dimensions} numbers: its model and its config.json do not belong together.`,
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
    await this.folder.session.release();
  }
}

/** Cosine of two unit vectors. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
