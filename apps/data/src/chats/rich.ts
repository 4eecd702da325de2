import type { RichText, Span } from '@personal-assistant/contracts';

/** Builders of formatted messages. What people wrote goes in as plain spans and is never parsed as markup. */
export const bold = (text: string): Span => ({ text, style: 'bold' });
export const italic = (text: string): Span => ({ text, style: 'italic' });
export const quote = (text: string): Span => ({ text, style: 'quote' });
export const link = (text: string, url: string | null | undefined): Span => (url ? { text, url } : { text });

/** Joins strings and spans; empty strings and `null` fall out. */
export function rich(...parts: (string | Span | null | undefined)[]): RichText {
  const spans = parts
    .map((part) => (typeof part === 'string' ? { text: part } : part))
    .filter((part): part is Span => !!part && part.text !== '');
  return spans.length > 0 ? spans : [{ text: ' ' }];
}
