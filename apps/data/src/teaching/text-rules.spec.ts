import { describe, expect, it } from 'vitest';
import { NUL_STAND_IN, readableJson } from '../commands/readable-json.js';
import { MAX_TEXT_BYTES, readableText, requireTokens } from './text-rules.js';

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'accepted';
};

describe('readableText', () => {
  it.each([
    [undefined, 'TEXT_EMPTY'],
    [' \n\t ', 'TEXT_EMPTY'],
    ['one NUL \0 is enough', 'TEXT_BINARY'],
    [`one NUL ${NUL_STAND_IN} from the inbox`, 'TEXT_BINARY'],
    ['\u0001\u0002\u0003abc', 'TEXT_BINARY'],
    ['\ufffd\ufffd\ufffdabc', 'TEXT_BINARY'],
    ['a'.repeat(MAX_TEXT_BYTES + 1), 'TEXT_TOO_LARGE'],
    ['ä'.repeat(MAX_TEXT_BYTES / 2 + 1), 'TEXT_TOO_LARGE'],
  ])('%.20j → %s', (text, code) => {
    expect(codeOf(() => readableText(text))).toBe(code);
  });

  it.each([
    'a'.repeat(MAX_TEXT_BYTES),
    'Emoji 👩‍👩‍👧‍👦 and 🏴󠁧󠁢󠁥󠁮󠁧󠁿 flags',
    'سلام\u200cعلیکم',
    'tabs\tand\nlines',
    '日本語のテキスト',
  ])('accepts %.40j', (text) => {
    expect(readableText(text)).toBe(text);
  });

  it('unifies line ends and takes outer white space off', () => {
    expect(readableText('  one\r\ntwo\rthree \n')).toBe('one\ntwo\nthree');
  });
});

describe('requireTokens', () => {
  it('takes as many as the least, not one fewer', () => {
    expect(
      codeOf(() => {
        requireTokens(3, 3);
      }),
    ).toBe('accepted');
    expect(
      codeOf(() => {
        requireTokens(2, 3);
      }),
    ).toBe('TEXT_TOO_SHORT');
  });
});

describe('readableJson', () => {
  it('replaces in every string what PostgreSQL cannot store, and nothing else', () => {
    expect(readableJson({ a: ['x\0y', { b: '\ud800z', c: 1 }], d: null, e: '👍' })).toEqual({
      a: [`x${NUL_STAND_IN}y`, { b: '\ufffdz', c: 1 }],
      d: null,
      e: '👍',
    });
  });
});
