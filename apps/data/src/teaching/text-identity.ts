import { createHash } from 'node:crypto';

/** The same text typed again: compatibility forms, case and white space do not count. */
export function textHash(text: string): string {
  return sha256(text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim());
}

/**
 * The same words again: punctuation, spacing between letters and English articles do not count either («Wi-Fi» is
 * «wifi»). Digits, signs and symbols do, and stay apart from each other: «sunflower-42» is not «sunflower-43», «4 12» is
 * not «41 2», «-5» is not «5». A changed fact is a new text.
 */
export function wordsHash(text: string): string {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(?<=^|\s)(?:the|an|a)(?=\s)/gu, ' ')
    .replace(/(?<=^|[\s(])[-−–](?=[\d.,])/gu, ' minus ')
    .replace(/(?<=\d)[^\p{L}\p{N}\p{S}#%&@]+(?=\d)/gu, '|')
    .replace(/[^\p{L}\p{M}\p{N}\p{S}#%&@|]+/gu, '');
  // A text of nothing but punctuation has no words to compare.
  return sha256(words === '' ? text : words);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
