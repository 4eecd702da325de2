import { codePointCount, sliceCodePoints } from './code-points.js';
import type { Range, Window } from './passage.js';

/**
 * A window with what stands around it in its text: whole sentences on both sides in turn, as long as they fit.
 *
 * @param windows all windows of the text, in their order; they may share sentences, and leave out white space.
 * @param longest in code points.
 */
export function surroundingsOf(window: Window, windows: readonly Window[], longest: number): Window {
  const end = endOf(window);
  const all = sentencesOf(windows);
  const before = all.filter((sentence) => sentence.end <= window.start);
  const after = all.filter((sentence) => sentence.start >= end);
  const range = { start: window.start, end };
  for (let left = true; before.length + after.length > 0; left = !left) {
    const isBefore = after.length === 0 || (left && before.length > 0);
    const sentence = isBefore ? before.pop() : after.shift();
    if (!sentence) break;
    const start = Math.min(range.start, sentence.start);
    const last = Math.max(range.end, sentence.end);
    if (last - start > longest) break;
    [range.start, range.end] = [start, last];
  }
  return {
    text: textIn(range, [window, ...windows]),
    start: range.start,
    sentences: all.filter((sentence) => sentence.start >= range.start && sentence.end <= range.end),
  };
}

function sentencesOf(windows: readonly Window[]): Range[] {
  const byStart = new Map(windows.flatMap(({ sentences }) => sentences.map((sentence) => [sentence.start, sentence])));
  return [...byStart.values()].sort((a, b) => a.start - b.start);
}

/** The text of a range, put together from windows; what none of them has was white space. */
function textIn({ start, end }: Range, windows: readonly Window[]): string {
  let text = '';
  let at = start;
  for (const window of [...windows].sort((a, b) => a.start - b.start)) {
    const until = Math.min(end, endOf(window));
    if (until <= at) continue;
    text += ' '.repeat(Math.max(0, window.start - at));
    at = Math.max(at, window.start);
    text += sliceCodePoints(window.text, at - window.start, until - window.start);
    at = until;
  }
  return text;
}

function endOf({ text, start }: Window): number {
  return start + codePointCount(text);
}
