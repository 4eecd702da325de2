import { describe, expect, it } from 'vitest';
import { sliceCodePoints, trimRange } from './code-points.js';

describe('sliceCodePoints', () => {
  it('counts an emoji as one', () => {
    expect(sliceCodePoints('a😀b你c', 1, 4)).toBe('😀b你');
  });

  it('stops at the end of the text', () => {
    expect(sliceCodePoints('ab', 1, 99)).toBe('b');
  });
});

describe('trimRange', () => {
  it('leaves white space out at both ends', () => {
    expect(trimRange('😀  Hello. \n', { start: 1, end: 11 })).toEqual({ start: 3, end: 9 });
  });

  it('is empty for white space alone', () => {
    expect(trimRange('a   b', { start: 1, end: 4 })).toEqual({ start: 1, end: 1 });
  });
});
