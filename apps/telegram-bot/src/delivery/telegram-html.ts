import type { RichText, Span } from '@personal-assistant/contracts';

const TAG_OF = { bold: 'b', italic: 'i', code: 'code', quote: 'blockquote' } as const;
const ESCAPED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A formatted message as Telegram's HTML. Everything from a span's text is escaped: it can never become markup. */
export function toTelegramHtml(text: RichText): string {
  return text.map(spanToHtml).join('');
}

function spanToHtml({ text, style, url }: Span): string {
  if (text === '') return '';
  const linked = url === undefined ? escape(text) : `<a href="${escape(url)}">${escape(text)}</a>`;
  if (style === undefined) return linked;
  const tag = TAG_OF[style];
  return `<${tag}>${linked}</${tag}>`;
}

/** Half a surrogate pair cannot be written as UTF-8, and Telegram refuses the whole message for it. */
function escape(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD').replace(/[&<>"]/gu, (character) => ESCAPED[character] ?? character);
}
