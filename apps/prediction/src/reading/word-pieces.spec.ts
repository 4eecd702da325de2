import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tokenizers from '@huggingface/tokenizers';
import { describe, expect, it } from 'vitest';
import { sliceCodePoints } from '../retrieval/code-points.js';
import { EMBEDDER_DIRECTORY, FIXTURES } from '../testing/paths.js';
import { WordPieceTokenizer } from './word-pieces.js';

interface Library {
  encode(text: string, options: { add_special_tokens: boolean }): { ids: number[]; tokens: string[] };
}
const { Tokenizer } = tokenizers as unknown as { Tokenizer: new (tokenizer: object, config: object) => Library };

const file = JSON.parse(readFileSync(join(EMBEDDER_DIRECTORY, 'tokenizer.json'), 'utf8')) as {
  model: { vocab: Record<string, number> };
};
const library = new Tokenizer(file, {});
const tokenizer = new WordPieceTokenizer(file);
const names = new Map(Object.entries(file.model.vocab).map(([piece, id]) => [id, piece]));

/** What a piece is written like, apart from case and accents. */
const plain = (text: string) =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\p{Mn}\p{Cc}\p{Cf}\uFFFD]/gu, '');

const ALPHABET = [
  ...Array.from('aeinrst XYZ.,-!?$\'"()[]09\t\n  '),
  ...Array.from('äéÑçÅşİßøςЖйわ東京한국हि'),
  'e\u0301',
  '\u200b',
  '\u0000',
  '\ufffd',
  '😀',
  '…',
  'ﬁ',
  '½',
  'nn\u0303',
];
const WORDS = [
  'password',
  'sunflower-42',
  'Zürich',
  'antidisestablishmentarianism',
  'CO2',
  "don't",
  '東京タワー',
  'naïve',
  'x'.repeat(101),
];

/** Texts drawn by a seeded generator: words that are known, and any characters. */
function texts(count: number): string[] {
  let state = 7;
  const below = (limit: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 8) % limit;
  };
  const pick = (from: readonly string[]) => from[below(from.length)] ?? '';
  return Array.from({ length: count }, () =>
    Array.from({ length: below(30) }, () => (below(4) === 0 ? ` ${pick(WORDS)} ` : pick(ALPHABET))).join(''),
  );
}

describe('WordPieceTokenizer', () => {
  it('gives the pieces that the library gives', () => {
    for (const text of texts(300)) {
      expect(tokenizer.encode(text).ids, JSON.stringify(text)).toEqual(
        library.encode(text, { add_special_tokens: false }).ids,
      );
    }
  });

  it('gives the pieces that the train service gives', () => {
    const parity = JSON.parse(readFileSync(join(FIXTURES, 'embedding-parity.json'), 'utf8')) as {
      text: string;
      ids: number[];
    }[];
    for (const { text, ids } of parity) {
      if (text.includes('[CLS]')) continue; // there they are special
      const inner = ids.slice(1, -1);
      expect(tokenizer.encode(text).ids.slice(0, inner.length), text.slice(0, 60)).toEqual(inner);
    }
  });

  it('says where each piece stands', () => {
    for (const text of texts(300)) {
      const { ids, ranges } = tokenizer.encode(text);
      const wrong = ids.filter((id, i) => {
        const { start, end } = ranges[i] ?? { start: 0, end: 0 };
        const part = plain(sliceCodePoints(text, start, end));
        const name = names.get(id) ?? '';
        // Two pieces may share one character («½»), else each begins where the one before has ended.
        const goesOn = start >= (ranges[i - 1]?.end ?? 0) - 1 && end > start;
        return !goesOn || (name === '[UNK]' ? part === '' : !part.includes(name.replace(/^##/u, '')));
      });
      expect(wrong, JSON.stringify(text)).toEqual([]);
    }
  });

  it('counts code points and keeps the whole word for an unknown one', () => {
    const text = '😀 The naïve Zürich: x🦄y.';
    const { ids, ranges } = tokenizer.encode(text);
    const parts = ranges.map(({ start, end }) => sliceCodePoints(text, start, end));
    expect(parts).toEqual(['😀', 'The', 'naïve', 'Zürich', ':', 'x🦄y', '.']);
    expect(names.get(ids[5] ?? 0)).toBe('[UNK]');
  });

  it('lowers a Greek sigma alike everywhere, as in training', () => {
    expect(tokenizer.encode('ΛΟΓΟΣ').ids).toEqual(tokenizer.encode('λογοσ').ids);
  });

  it('reads what looks like a special token as text', () => {
    const { ids } = tokenizer.encode('a [SEP] b [CLS]');
    expect(ids).not.toContain(tokenizer.separate);
    expect(ids).not.toContain(tokenizer.classify);
    expect(ids.map((id) => names.get(id))).toEqual(['a', '[', 'sep', ']', 'b', '[', 'cl', '##s', ']']);
  });

  it('refuses another kind of tokenizer', () => {
    expect(() => new WordPieceTokenizer({ normalizer: null, model: { type: 'BPE' } })).toThrow(/READER_MODEL/);
  });
});
