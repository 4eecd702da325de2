import type { Range } from './passage.js';

/** Part of a string by code points (offsets of the taught texts count these, not UTF-16 code units). */
export function sliceCodePoints(text: string, start: number, end: number): string {
  return text.slice(unitOffset(text, start), unitOffset(text, end));
}

/** `range` without the white space at its ends. */
export function trimRange(text: string, range: Range): Range {
  const part = sliceCodePoints(text, range.start, range.end);
  // White space has no surrogate pairs, so code units and code points agree here.
  const leading = part.length - part.trimStart().length;
  const trailing = part.length - part.trimEnd().length;
  return leading === part.length
    ? { start: range.start, end: range.start }
    : { start: range.start + leading, end: range.end - trailing };
}

export function codePointCount(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function unitOffset(text: string, codePoints: number): number {
  let units = 0;
  for (let i = 0; i < codePoints && units < text.length; i++) units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  return units;
}
