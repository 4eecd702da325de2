import { availableParallelism } from 'node:os';
import { Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import { type ModelFolder, type ModelIdentity, openModelFolder } from '../models/model-folder.js';
import type { Range } from '../retrieval/passage.js';
import { type Lane, Slots } from '../retrieval/slots.js';
import { WordPieceTokenizer } from './word-pieces.js';

/** Word pieces of a question that are read, its last ones: people tell first and ask then. */
const QUESTION_PIECES = 64;
const SPECIAL_PIECES = 3;

/** What the model says about one passage. Arrays have one number for each of `pieces`, P. */
export interface PassageReading {
  /** Places of the passage's word pieces, in code points of the passage. */
  readonly pieces: readonly Range[];
  /** Logit that the answer begins with the piece, (P). */
  readonly starts: Float32Array;
  /** Logit that it ends with the piece, (P). */
  readonly ends: Float32Array;
  /** Sum of both logits of «no answer here». */
  readonly none: number;
  /** Logit that the passage answers. */
  readonly answerable: number;
}

/** Reads one passage with one question in mind. */
export interface PassageReader {
  readonly identity: ModelIdentity;
  read(question: string, passage: string, lane: Lane): Promise<PassageReading>;
}

const INPUTS = ['input_ids', 'attention_mask', 'token_type_ids'] as const;
const settingsSchema = z.object({
  maxTokens: z
    .number()
    .int()
    .min(QUESTION_PIECES * 2),
  inputs: z.array(z.enum(INPUTS)),
});

/**
 * The base reader: a cross-encoder over `[CLS] question [SEP] passage [SEP]` that gives where the answer begins and ends, and
 * whether there is one. Each pair runs alone, see {@link openModelFolder}.
 */
export class OnnxPassageReader implements PassageReader {
  readonly identity: ModelIdentity;
  private readonly slots = new Slots(availableParallelism());

  private constructor(
    readonly folder: ModelFolder,
    private readonly tokenizer: WordPieceTokenizer,
    private readonly settings: z.infer<typeof settingsSchema>,
  ) {
    this.identity = folder.identity;
  }

  /** @throws Error that says what is wrong with the folder, see {@link openModelFolder}. */
  static async load(directory: string): Promise<OnnxPassageReader> {
    const folder = await openModelFolder(directory, 'reader');
    return new OnnxPassageReader(
      folder,
      new WordPieceTokenizer(folder.tokenizer(z.unknown())),
      folder.config(settingsSchema),
    );
  }

  read(question: string, passage: string, lane: Lane): Promise<PassageReading> {
    return this.slots.run(lane, async () => {
      const input = pairOf(this.tokenizer, question, passage, this.settings.maxTokens);
      const outputs = await this.folder.session.run(this.feeds(input));
      const starts = this.numbers(outputs.start_logits?.data, input.ids.length);
      const ends = this.numbers(outputs.end_logits?.data, input.ids.length);
      const [answerable = 0] = this.numbers(outputs.answerable?.data, 1);
      const until = input.offset + input.pieces.length;
      return {
        pieces: input.pieces,
        starts: starts.subarray(input.offset, until),
        ends: ends.subarray(input.offset, until),
        none: (starts[0] ?? 0) + (ends[0] ?? 0),
        answerable,
      };
    });
  }

  async close(): Promise<void> {
    await this.folder.session.release();
  }

  private feeds({ ids, offset }: PairInput): Record<string, Tensor> {
    const values = {
      input_ids: BigInt64Array.from(ids, BigInt),
      attention_mask: new BigInt64Array(ids.length).fill(1n),
      token_type_ids: new BigInt64Array(ids.length).fill(1n, offset),
    };
    return Object.fromEntries(
      this.settings.inputs.map((name) => [name, new Tensor('int64', values[name], [1, ids.length])]),
    );
  }

  private numbers(data: unknown, count: number): Float32Array {
    if (data instanceof Float32Array && data.length === count) return data;
    throw new Error(
      `The reader in ${this.folder.directory} gave no start_logits, end_logits and answerable: READER_MODEL is no reader.`,
    );
  }
}

/** A question and a passage as the model takes them. */
export interface PairInput {
  readonly ids: readonly number[];
  /** Place of the first piece of the passage in `ids`. */
  readonly offset: number;
  /** Places of the passage's pieces that are read, in code points. */
  readonly pieces: readonly Range[];
}

/** `[CLS] question [SEP] passage [SEP]`; a passage that is longer than the model allows is cut at its end. */
export function pairOf(tokenizer: WordPieceTokenizer, question: string, passage: string, maxTokens: number): PairInput {
  const asked = tokenizer.encode(question).ids.slice(-QUESTION_PIECES);
  const room = maxTokens - SPECIAL_PIECES - asked.length;
  const { ids, ranges } = tokenizer.encode(passage);
  const { classify, separate } = tokenizer;
  return {
    ids: [classify, ...asked, separate, ...ids.slice(0, room), separate],
    offset: asked.length + 2,
    pieces: ranges.slice(0, room),
  };
}
