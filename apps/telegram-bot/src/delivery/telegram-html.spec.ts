import type { RichText } from '@personal-assistant/contracts';
import { describe, expect, it } from 'vitest';
import { toTelegramHtml } from './telegram-html.js';

describe('toTelegramHtml', () => {
  it.each<[RichText, string]>([
    [[{ text: 'plain' }], 'plain'],
    [[{ text: 'a < b && c > "d"' }], 'a &lt; b &amp;&amp; c &gt; &quot;d&quot;'],
    [[{ text: '&lt;b&gt;' }], '&amp;lt;b&amp;gt;'],
    [[{ text: '<script>', style: 'bold' }], '<b>&lt;script&gt;</b>'],
    [[{ text: 'i', style: 'italic' }], '<i>i</i>'],
    [[{ text: 'c', style: 'code' }], '<code>c</code>'],
    [[{ text: 'q\nq', style: 'quote' }], '<blockquote>q\nq</blockquote>'],
    [[{ text: 'x"', url: 'https://e.org/?a="&b=1' }], '<a href="https://e.org/?a=&quot;&amp;b=1">x&quot;</a>'],
    [[{ text: 'l', style: 'bold', url: 'https://e.org' }], '<b><a href="https://e.org">l</a></b>'],
    [[{ text: 'a' }, { text: '', style: 'bold' }, { text: 'b', style: 'bold' }], 'a<b>b</b>'],
    [[{ text: '👍 \ud83d' }], '👍 \ufffd'],
  ])('%j', (text, html) => {
    expect(toTelegramHtml(text)).toBe(html);
  });
});
