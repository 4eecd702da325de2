import { AppError } from '@personal-assistant/service-kit';
import { NUL_STAND_IN, wellFormed } from '../commands/readable-json.js';

/** Longest text that can be taught, in bytes of UTF-8. */
export const MAX_TEXT_BYTES = 64 * 1024;
/** Share of unreadable characters from which a text counts as binary. */
const MOST_UNREADABLE = 0.1;
/** Control and private-use characters, lone surrogates, and what stands for unreadable bytes. */
const UNREADABLE = /(?![\n\t])[\p{Cc}\p{Cs}\p{Co}\ufffd]/gu;

/**
 * What can be told from the text alone.
 *
 * @returns the text as it is stored: line ends unified, outer white space gone
 * @throws AppError `TEXT_EMPTY`, `TEXT_TOO_LARGE` or `TEXT_BINARY`
 */
export function readableText(raw: string | undefined): string {
  const text = wellFormed(raw ?? '')
    .replace(/\r\n?/gu, '\n')
    .trim();
  if (text === '') {
    throw new AppError(
      'TEXT_EMPTY',
      'There is nothing to learn: write the text after /train, or reply to a message with /train.',
    );
  }
  if (Buffer.byteLength(text, 'utf8') > MAX_TEXT_BYTES) {
    throw new AppError('TEXT_TOO_LARGE', 'That is more than 64 KB; please teach it in smaller pieces.');
  }
  if (isBinary(text)) {
    throw new AppError('TEXT_BINARY', 'That does not look like text; please send words that I can read.');
  }
  return text;
}

/** @throws AppError `TEXT_TOO_SHORT` */
export function requireTokens(tokens: number, least: number): void {
  if (tokens >= least) return;
  throw new AppError(
    'TEXT_TOO_SHORT',
    `That is too short to learn from; please write a whole sentence (at least ${least} words).`,
  );
}

function isBinary(text: string): boolean {
  if (text.includes('\0') || text.includes(NUL_STAND_IN)) return true;
  return (text.match(UNREADABLE)?.length ?? 0) / text.length > MOST_UNREADABLE;
}
