import type { RichText, Span } from '@personal-assistant/contracts';

/** A run of spans that is shown as one block: running text, or a quotation. */
export interface TextBlock {
  kind: 'text' | 'quote';
  spans: Span[];
}

/** Puts quotations on their own; the line breaks around them would show as empty lines. */
export function toBlocks(text: RichText): TextBlock[] {
  const blocks: TextBlock[] = [];
  for (const span of text) {
    const kind = span.style === 'quote' ? 'quote' : 'text';
    const last = blocks.at(-1);
    if (last?.kind === kind) last.spans.push(span);
    else blocks.push({ kind, spans: [span] });
  }
  return blocks
    .map(({ kind, spans }, index) => ({
      kind,
      spans: trimBreaks(spans, index > 0, index < blocks.length - 1),
    }))
    .filter(({ spans }) => spans.some((span) => span.text !== ''));
}

/** Only addresses that open something; `javascript:` and the like stay plain text. */
export function safeUrl(url: string | undefined): string | undefined {
  const protocol = url && URL.canParse(url) ? new URL(url).protocol : undefined;
  return protocol && ['http:', 'https:', 'tg:', 'mailto:'].includes(protocol) ? url : undefined;
}

function trimBreaks(spans: Span[], atStart: boolean, atEnd: boolean): Span[] {
  return spans.map((span, index) => {
    let { text } = span;
    if (atStart && index === 0) text = text.replace(/^\n+/, '');
    if (atEnd && index === spans.length - 1) text = text.replace(/\n+$/, '');
    return text === span.text ? span : { ...span, text };
  });
}
