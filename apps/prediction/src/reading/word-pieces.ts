import { z } from 'zod';
import { ModelFolderError } from '../models/model-folder.js';
import type { Range } from '../retrieval/passage.js';

/** Word pieces of a text, without special ones; `ranges[i]` is what `ids[i]` stands for, in code points of the text. */
export interface Pieces {
  readonly ids: readonly number[];
  readonly ranges: readonly Range[];
}

const tokenizerSchema = z.object({
  normalizer: z.looseObject({
    type: z.literal('BertNormalizer'),
    lowercase: z.boolean(),
    strip_accents: z.boolean().nullish(),
  }),
  model: z.looseObject({
    type: z.literal('WordPiece'),
    vocab: z.record(z.string(), z.number().int()),
    unk_token: z.string(),
    continuing_subword_prefix: z.string(),
    max_input_chars_per_word: z.number().int().positive(),
  }),
});

type Settings = z.infer<typeof tokenizerSchema>['model'] & { lowercase: boolean; strip: boolean };

/** A code point of the normalised text with the place that it comes from. */
interface Character {
  readonly value: string;
  readonly start: number;
}

/**
 * BERT's word pieces with their places, which `@huggingface/tokenizers` does not give.
 *
 * Unlike there, `[SEP]` and its like in a text are plain characters: a taught text cannot pretend to end.
 */
export class WordPieceTokenizer {
  readonly classify: number;
  readonly separate: number;
  private readonly settings: Settings;
  private readonly vocabulary: ReadonlyMap<string, number>;
  private readonly longest: number;

  /** @param tokenizer content of a `tokenizer.json` of the WordPiece kind. */
  constructor(tokenizer: unknown) {
    const parsed = tokenizerSchema.safeParse(tokenizer);
    if (!parsed.success) {
      throw new ModelFolderError(
        'The reader has a tokenizer.json of another kind than WordPiece: set READER_MODEL to one with it.',
      );
    }
    const { normalizer, model } = parsed.data;
    this.settings = {
      ...model,
      lowercase: normalizer.lowercase,
      strip: normalizer.strip_accents ?? normalizer.lowercase,
    };
    this.vocabulary = new Map(Object.entries(model.vocab));
    this.longest = Math.max(...[...this.vocabulary.keys()].map((piece) => Array.from(piece).length));
    this.classify = this.idOf('[CLS]');
    this.separate = this.idOf('[SEP]');
  }

  encode(text: string): Pieces {
    const ids: number[] = [];
    const ranges: Range[] = [];
    for (const word of this.wordsOf(text)) {
      for (const { id, from, to } of this.piecesOf(word)) {
        ids.push(id);
        ranges.push({ start: word[from]?.start ?? 0, end: (word[to - 1]?.start ?? 0) + 1 });
      }
    }
    return { ids, ranges };
  }

  /** Splits at white space, and around each punctuation mark and each Chinese character. */
  private *wordsOf(text: string): Generator<Character[]> {
    let word: Character[] = [];
    let start = -1;
    for (const original of text) {
      start++;
      if (isRemoved(original)) continue;
      const alone = isIdeograph(original);
      if (alone && word.length > 0) {
        yield word;
        word = [];
      }
      for (const value of this.normalise(original)) {
        const space = /\s/u.test(value);
        const mark = isPunctuation(value);
        if ((space || mark) && word.length > 0) {
          yield word;
          word = [];
        }
        if (space) continue;
        if (mark) yield [{ value, start }];
        else word.push({ value, start });
      }
      if (alone && word.length > 0) {
        yield word;
        word = [];
      }
    }
    if (word.length > 0) yield word;
  }

  private normalise(character: string): string {
    const lower = this.settings.lowercase ? character.toLowerCase() : character;
    return this.settings.strip ? lower.normalize('NFD').replace(/\p{Mn}/gu, '') : lower;
  }

  /** The longest piece that the vocabulary has, again and again; a word with a part that it lacks is unknown whole. */
  private piecesOf(word: readonly Character[]): { id: number; from: number; to: number }[] {
    const { continuing_subword_prefix: prefix, max_input_chars_per_word: limit } = this.settings;
    const unknown = [{ id: this.idOf(this.settings.unk_token), from: 0, to: word.length }];
    if (word.length > limit) return unknown;
    const pieces: { id: number; from: number; to: number }[] = [];
    for (let from = 0; from < word.length;) {
      let to = Math.min(word.length, from + this.longest);
      let id: number | undefined;
      for (; to > from; to--) {
        const part = word.slice(from, to).map(({ value }) => value);
        id = this.vocabulary.get((from > 0 ? prefix : '') + part.join(''));
        if (id !== undefined) break;
      }
      if (id === undefined) return unknown;
      pieces.push({ id, from, to });
      from = to;
    }
    return pieces;
  }

  private idOf(piece: string): number {
    const id = this.vocabulary.get(piece);
    if (id === undefined)
      throw new ModelFolderError(`The reader's vocabulary has no ${piece}: its tokenizer.json is not a BERT one.`);
    return id;
  }
}

/** Control and format characters, the replacement character and lone surrogates; tab and line ends are white space. */
function isRemoved(character: string): boolean {
  if (character === '\t' || character === '\n' || character === '\r') return false;
  return character === '\uFFFD' || /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u.test(character);
}

function isPunctuation(character: string): boolean {
  return /[\p{P}!-/:-@[-`{-~]/u.test(character);
}

/** The blocks of CJK ideographs that BERT reads one by one. */
function isIdeograph(character: string): boolean {
  return /[\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B81F}\u{2B820}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/u.test(
    character,
  );
}
