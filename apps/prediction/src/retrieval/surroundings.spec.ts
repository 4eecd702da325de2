import { describe, expect, it } from 'vitest';
import { sentencesOf } from '../testing/version-fixture.js';
import { sliceCodePoints, trimRange } from './code-points.js';
import type { Window } from './passage.js';
import { surroundingsOf } from './surroundings.js';

const TEXT = '😀 One is here.  Two is there.\nThree was there. Four will be. Five has been.';
const SENTENCES = sentencesOf(TEXT).map((sentence) => trimRange(TEXT, sentence));

/** The window of these sentences, the first being 0. */
function windowOf(first: number, last: number): Window {
  const sentences = SENTENCES.slice(first, last + 1);
  const start = sentences[0]?.start ?? 0;
  return { text: sliceCodePoints(TEXT, start, sentences.at(-1)?.end ?? 0), start, sentences };
}
const WINDOWS = [windowOf(0, 1), windowOf(1, 2), windowOf(3, 3), windowOf(4, 4)];
const around = (window: Window, longest: number) => surroundingsOf(window, WINDOWS, longest);

describe('surroundingsOf', () => {
  it('is the whole text where that fits, in its places', () => {
    for (const window of WINDOWS) {
      const { text, start, sentences } = around(window, 200);
      expect(start).toBe(0);
      // White space between windows is not kept by them.
      expect(text.replaceAll(/\s/g, ' ')).toBe(TEXT.replaceAll(/\s/g, ' '));
      expect(sentences).toEqual(SENTENCES);
      expect(sliceCodePoints(text, sentences[3]?.start ?? 0, sentences[3]?.end ?? 0)).toBe('Four will be.');
    }
  });

  it('adds whole sentences, before and after in turn, as long as they fit', () => {
    const four = windowOf(3, 3);
    expect(around(four, 35).text).toBe('Three was there. Four will be.');
    expect(around(four, 46).text).toBe('Three was there. Four will be. Five has been.');
    expect(around(four, 46).start).toBe(SENTENCES[2]?.start);
    expect(around(windowOf(4, 4), 30).text).toBe('Four will be. Five has been.');
  });

  it('leaves a window as it is that is long enough, or of which nothing else is known', () => {
    expect(around(windowOf(1, 2), 10)).toEqual(windowOf(1, 2));
    expect(surroundingsOf(windowOf(1, 2), [], 200).text).toBe(windowOf(1, 2).text);
  });
});
