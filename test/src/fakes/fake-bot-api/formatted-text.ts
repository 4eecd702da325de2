import type { MessageEntity } from '@grammyjs/types';
import { badRequest } from './errors.js';

export interface FormattedText {
  text: string;
  entities: MessageEntity[];
}

type SimpleEntityType = Exclude<
  MessageEntity['type'],
  'pre' | 'text_link' | 'text_mention' | 'custom_emoji' | 'date_time'
>;

const ENTITY_OF_TAG: Record<string, SimpleEntityType | 'pre' | 'text_link'> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  'tg-spoiler': 'spoiler',
  a: 'text_link',
};
const CHARACTER_OF: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };
const TOKEN = /<(\/?)([A-Za-z-]*)([^<>]*)>|&(lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);|</gu;

interface OpenTag {
  name: string;
  at: number;
  url?: string;
}

/**
 * Parses `parse_mode: 'HTML'` with the real server's rules: unknown tags, a bare `<`, a wrong or missing end tag are
 * 400; only `&lt; &gt; &amp; &quot;` and numeric references are characters. Offsets are UTF-16 code units.
 */
export function parseHtml(html: string): FormattedText {
  const open: OpenTag[] = [];
  const entities: MessageEntity[] = [];
  let text = '';
  let position = 0;
  for (const match of html.matchAll(TOKEN)) {
    text += html.slice(position, match.index);
    position = match.index + match[0].length;
    const [, slash, name = '', attributes = '', reference] = match;
    if (reference) {
      text += characterOf(reference);
    } else if (slash) {
      entities.push(...close(open.pop(), name, text.length, match.index));
    } else {
      open.push(openTag(name, attributes, text.length, match.index));
    }
  }
  text += html.slice(position);
  const unclosed = open.pop();
  if (unclosed) throw cannotParse(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
  return { text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) };
}

function openTag(rawName: string, attributes: string, at: number, offset: number): OpenTag {
  const name = rawName.toLowerCase();
  if (!(name in ENTITY_OF_TAG)) throw cannotParse(`Unsupported start tag "${name}" at byte offset ${offset}`);
  const url = /href\s*=\s*(?:"([^"]*)"|'([^']*)')/u.exec(attributes);
  return { name, at, url: (url?.[1] ?? url?.[2])?.replaceAll('&amp;', '&').replaceAll('&quot;', '"') };
}

function close(tag: OpenTag | undefined, rawName: string, end: number, offset: number): MessageEntity[] {
  const name = rawName.toLowerCase();
  if (!tag) throw cannotParse(`Unexpected end tag at byte offset ${offset}`);
  if (tag.name !== name) {
    throw cannotParse(`Unmatched end tag at byte offset ${offset}, expected "</${tag.name}>", found "</${name}>"`);
  }
  const span = { offset: tag.at, length: end - tag.at };
  if (span.length === 0) return [];
  const type = ENTITY_OF_TAG[name] ?? 'bold';
  if (type === 'text_link') return tag.url ? [{ type, url: tag.url, ...span }] : [];
  return [{ type, ...span }];
}

function characterOf(reference: string): string {
  if (!reference.startsWith('#')) return CHARACTER_OF[reference] ?? '';
  return String.fromCodePoint(
    reference.startsWith('#x') ? parseInt(reference.slice(2), 16) : parseInt(reference.slice(1), 10),
  );
}

const cannotParse = (why: string) => badRequest(`can't parse entities: ${why}`);

/** Entities that Telegram finds by itself in what a person types. */
export function detectEntities(text: string): MessageEntity[] {
  const entities: MessageEntity[] = [];
  for (const match of text.matchAll(
    /(?<![\w/])\/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?|(?<!\w)@[A-Za-z0-9_]{3,32}/gu,
  )) {
    const type = match[0].startsWith('/') ? 'bot_command' : 'mention';
    entities.push({ type, offset: match.index, length: match[0].length });
  }
  return entities;
}
