import { z } from 'zod';

/**
 * A formatted message as data. Taught and typed text travels in `text` and is never parsed as markup:
 * each channel escapes it in its own way (HTML for Telegram, React nodes on the page).
 */
export const spanSchema = z.object({
  text: z.string(),
  style: z.enum(['bold', 'italic', 'code', 'quote']).optional(),
  url: z.url().optional(),
});
export type Span = z.infer<typeof spanSchema>;
export const richTextSchema = z.array(spanSchema).min(1);
export type RichText = z.infer<typeof richTextSchema>;

/** Longest message that Telegram accepts, in UTF-16 code units after entities are parsed. */
export const MESSAGE_LIMIT = 4096;

export function plainText(text: RichText): string {
  return text.map((span) => span.text).join('');
}

/**
 * Splits a message into parts of at most `limit` code units: after a sentence where one ends in the second half of
 * the part, else after a word, else between code points (never inside a surrogate pair).
 */
export function splitRichText(text: RichText, limit = MESSAGE_LIMIT): RichText[] {
  const parts: RichText[] = [];
  let rest = text;
  while (plainText(rest).length > limit) {
    const at = breakPoint(plainText(rest), limit);
    parts.push(sliceSpans(rest, 0, at));
    rest = trimStart(sliceSpans(rest, at));
  }
  if (plainText(rest).length > 0 || parts.length === 0) parts.push(rest);
  return parts;
}

function breakPoint(plain: string, limit: number): number {
  const head = plain.slice(0, limit);
  const earliest = Math.floor(limit / 2);
  let sentence = -1;
  for (const match of head.matchAll(/[.!?…]["'”’)]*\s+|\n+/gu)) sentence = match.index + match[0].length;
  if (sentence >= earliest) return sentence;
  const word = head.lastIndexOf(' ') + 1;
  if (word >= earliest) return word;
  const last = head.charCodeAt(limit - 1);
  return last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit;
}

function sliceSpans(text: RichText, from: number, to = Infinity): RichText {
  const out: RichText = [];
  let position = 0;
  for (const span of text) {
    const start = Math.max(from - position, 0);
    const end = Math.min(to - position, span.text.length);
    if (start < end) out.push({ ...span, text: span.text.slice(start, end) });
    position += span.text.length;
  }
  return out;
}

function trimStart(text: RichText): RichText {
  const [first, ...others] = text;
  if (!first) return text;
  const trimmed = first.text.trimStart();
  return trimmed ? [{ ...first, text: trimmed }, ...others] : trimStart(others);
}
