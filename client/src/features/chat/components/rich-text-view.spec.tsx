// @vitest-environment happy-dom
import type { RichText } from '@personal-assistant/contracts';
import { cleanup, render } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { RichTextView } from './rich-text-view';

afterEach(cleanup);

function show(text: RichText): HTMLElement {
  return render(<RichTextView text={text} />).container;
}

describe('RichTextView', () => {
  it('shows each style as what it means', () => {
    const shown = show([
      { text: 'a', style: 'bold' },
      { text: 'b', style: 'italic' },
      { text: 'c', style: 'code' },
      { text: 'd', style: 'quote' },
    ]);
    expect(shown.querySelector('strong')?.textContent).toBe('a');
    expect(shown.querySelector('em')?.textContent).toBe('b');
    expect(shown.querySelector('code')?.textContent).toBe('c');
    expect(shown.querySelector('blockquote')?.textContent).toBe('d');
  });

  it('draws thumbs, which not every computer has letters for, and says what they are', () => {
    const shown = show([{ text: '👍 and 👎 tell me' }]);
    expect(shown.textContent).toBe(' and  tell me');
    expect([...shown.querySelectorAll('svg')].map((icon) => icon.getAttribute('aria-label'))).toEqual(['👍', '👎']);
  });

  it('shows both sides of a contradiction, each answer above its sentence', () => {
    const side = (answer: string, sentence: string): RichText => [
      { text: answer, style: 'bold' },
      { text: '\n' },
      { text: sentence, style: 'quote' },
      { text: '\ntaught by Bob\n' },
    ];
    const shown = show([{ text: 'I was taught different things:\n' }, ...side('9', 'At 9.'), ...side('8', 'At 8.')]);
    const blocks = [...shown.children].map(({ tagName, textContent }) => [tagName, textContent]);
    expect(blocks).toEqual([
      ['P', 'I was taught different things:\n9'],
      ['BLOCKQUOTE', 'At 9.'],
      ['P', 'taught by Bob\n8'],
      ['BLOCKQUOTE', 'At 8.'],
      ['P', 'taught by Bob\n'],
    ]);
    expect([...shown.querySelectorAll('strong')].map(({ textContent }) => textContent)).toEqual(['9', '8']);
  });

  it('leaves markup in a taught text as text', () => {
    const taught = '<img src=x onerror=alert(1)> <b>bold</b> **stars** [link](https://evil.example)';
    const shown = show([{ text: taught, style: 'quote' }]);
    expect(shown.textContent).toBe(taught);
    expect(shown.querySelectorAll('img, b, strong, a')).toHaveLength(0);
  });

  it('links to an address in a new window that knows nothing of this one', () => {
    const link = show([{ text: 'message', url: 'https://t.me/c/1/2' }]).querySelector('a');
    expect(link?.getAttribute('href')).toBe('https://t.me/c/1/2');
    expect(link?.getAttribute('target')).toBe('_blank');
    expect(link?.getAttribute('rel')).toContain('noopener');
  });

  it.each(['javascript:alert(1)', 'data:text/html,<script>1</script>', 'vbscript:x', 'nonsense'])(
    'does not link to %s',
    (url) => {
      const shown = show([{ text: 'press me', url }]);
      expect(shown.querySelector('a')).toBeNull();
      expect(shown.textContent).toBe('press me');
    },
  );

  it('keeps line breaks in the text and drops those around a quotation', () => {
    const shown = show([
      { text: 'one\ntwo\n\n' },
      { text: 'quoted\nlines', style: 'quote' },
      { text: ' and on', style: 'quote' },
      { text: '\nafter' },
    ]);
    const blocks = [...shown.children].map((block) => [block.tagName, block.textContent]);
    expect(blocks).toEqual([
      ['P', 'one\ntwo'],
      ['BLOCKQUOTE', 'quoted\nlines and on'],
      ['P', 'after'],
    ]);
  });

  it('shows no empty paragraph between two blocks', () => {
    expect(show([{ text: 'a', style: 'quote' }, { text: '\n' }]).children).toHaveLength(1);
  });
});
