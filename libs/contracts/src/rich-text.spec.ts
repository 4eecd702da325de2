import { describe, expect, it } from 'vitest';
import { MESSAGE_LIMIT, plainText, type RichText, splitRichText } from './rich-text.js';

describe('splitRichText', () => {
  it('leaves a message that fits as it is', () => {
    const text: RichText = [{ text: 'a'.repeat(MESSAGE_LIMIT), style: 'bold' }];
    expect(splitRichText(text)).toEqual([text]);
  });

  it('splits after a sentence and loses no word', () => {
    const sentence = 'The pool opens at seven and closes at nine. ';
    const text: RichText = [{ text: sentence.repeat(300) }];
    const parts = splitRichText(text);
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) {
      expect(plainText(part).length).toBeLessThanOrEqual(MESSAGE_LIMIT);
      expect(plainText(part).trimEnd()).toMatch(/nine\.$/u);
    }
    expect(parts.map(plainText).join('').replaceAll(/\s/gu, '')).toBe(plainText(text).replaceAll(/\s/gu, ''));
  });

  it('keeps the styles on both sides of a break', () => {
    const parts = splitRichText(
      [{ text: 'intro ' }, { text: 'word '.repeat(20), style: 'quote' }, { text: 'end' }],
      60,
    );
    expect(parts[0]?.at(-1)?.style).toBe('quote');
    expect(parts[1]?.[0]?.style).toBe('quote');
  });

  it('never cuts a surrogate pair', () => {
    for (const part of splitRichText([{ text: `x${'🌻'.repeat(60)}` }], 50)) {
      expect(plainText(part)).not.toMatch(/[\ud800-\udbff]$|^[\udc00-\udfff]/u);
      expect(plainText(part).length).toBeLessThanOrEqual(50);
    }
  });

  it('cuts a text without spaces at the limit', () => {
    expect(splitRichText([{ text: 'a'.repeat(250) }], 100).map((part) => plainText(part).length)).toEqual([
      100, 100, 50,
    ]);
  });
});
