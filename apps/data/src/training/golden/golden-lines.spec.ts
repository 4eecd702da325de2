import { MAX_GOLDEN_LINES } from '@personal-assistant/contracts';
import { loadConfig } from '@personal-assistant/service-kit';
import { beforeAll, describe, expect, it } from 'vitest';
import { readGoldenLines } from './golden-lines.js';

// Has zod speak plainly, as every service does.
beforeAll(() => void loadConfig({}));
const line = (value: unknown) => JSON.stringify(value);

describe('readGoldenLines', () => {
  it('reads a question a line, whatever ends the lines and stands between them', () => {
    const text = `\uFEFF${line({ question: ' Who? ', answer: 'Mia' })}\r\n\n${line({ id: 7, question: 'Why?', answer: null, origin: 'PAIR' })}`;
    expect(readGoldenLines(text)).toMatchObject({
      items: [
        { question: 'Who?', answer: 'Mia' },
        { question: 'Why?', answer: null },
      ],
      refused: [],
    });
  });

  it.each([
    ['{"question": "Who?"', 'no JSON'],
    ['"Who?"', 'no object'],
    ['[1]', 'no object'],
    [line({ answer: 'Mia' }), '«question» is missing'],
    [line({ question: ' ', answer: 'Mia' }), '«question» must not be empty'],
    [line({ question: 'x'.repeat(2001), answer: null }), '«question» must have at most 2,000 characters'],
    [line({ question: 'Who?' }), '«answer» is missing; null where nothing taught answers it'],
    [line({ question: 'Who?', answer: '' }), '«answer» must not be empty'],
    [line({ question: 'Who?', answer: 7 }), '«answer» must be text'],
  ])('refuses %.50s and reads the rest', (wrong, why) => {
    const { items, refused } = readGoldenLines(`${line({ question: 'First?', answer: 'a' })}\n\n${wrong}\n`);
    expect(items).toHaveLength(1);
    expect(refused).toMatchObject([{ line: 3 }]);
    expect(refused[0]?.message).toContain(why);
    expect(refused[0]?.message).toMatch(/\.$/u);
  });

  it('takes the first of two lines with one question', () => {
    const { items, refused } = readGoldenLines(
      `${line({ question: 'Who?', answer: 'a' })}\n${line({ question: ' WHO? ', answer: 'b' })}`,
    );
    expect(items).toMatchObject([{ answer: 'a' }]);
    expect(refused).toEqual([{ line: 2, message: 'Line 1 has the same question.' }]);
  });

  it('takes no more lines than it says', () => {
    const lines = (count: number) =>
      Array.from({ length: count }, (_, i) => line({ question: `Who is ${i}?`, answer: null })).join('\n');
    expect(readGoldenLines(lines(MAX_GOLDEN_LINES)).items).toHaveLength(MAX_GOLDEN_LINES);
    expect(() => readGoldenLines(lines(MAX_GOLDEN_LINES + 1))).toThrow('10,001 lines; send at most 10,000 at once');
  });
});
