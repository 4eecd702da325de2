import { plainText } from '@personal-assistant/contracts';
import { describe, expect, it } from 'vitest';
import { answerText } from './answer-text.js';
import type { QuestionRecord } from './question.repository.js';

type Answer = NonNullable<QuestionRecord['answer']>;
type Source = Answer['sources'][number];

const source = (trainDataId: number, said: string | null, quote: string, more: object = {}): Source =>
  ({
    trainDataId,
    said,
    quote,
    trainData: {
      taughtBy: { displayName: 'Bob' },
      decidedBy: { displayName: 'Ann' },
      link: null,
      createdAt: new Date(Date.UTC(2026, 4, trainDataId, 12)),
      ...more,
    },
  }) as Source;

function shown(form: Answer['form'], text: string, sources: Source[], understoodAs: string | null = null) {
  const answer = { text, form, abstained: false, modelId: 3, model: { id: 3, name: 'spring' }, sources } as Answer;
  return answerText({ answer, understoodAs });
}
const lines = (...args: Parameters<typeof shown>) => plainText(shown(...args)).split('\n');

describe('the message that answers', () => {
  it('shows the words that answer, the sentence around them, who taught it and the version', () => {
    const text = shown('ANSWER', '8 am', [source(1, '8 am', 'The gym opens at 8 am.')]);
    expect(text.filter(({ style }) => style)).toEqual([
      { text: '8 am', style: 'bold' },
      { text: 'The gym opens at 8 am.', style: 'quote' },
    ]);
    expect(plainText(text)).toBe('8 am\nThe gym opens at 8 am.\ntaught by Bob · approved by Ann\n«spring» (#3)');
  });

  it('shows an answer that is the whole sentence once', () => {
    expect(lines('ANSWER', 'It is red.', [source(1, 'It is red.', 'It is red. ')])[1]).toBe(
      'taught by Bob · approved by Ann',
    );
  });

  it('names everybody who taught the same, and their sentence where it differs', () => {
    const others = [
      source(2, '8:00', 'Doors open at 8:00.', { taughtBy: { displayName: 'Mia' }, link: 'https://t.me/c/1/2' }),
      source(3, '8 am', 'The gym opens at 8 am.', { taughtBy: { displayName: 'Max' }, decidedBy: null }),
    ];
    expect(lines('ANSWER', '8 am', [source(1, '8 am', 'The gym opens at 8 am.'), ...others])).toEqual([
      '8 am',
      'The gym opens at 8 am.',
      'taught by Bob · approved by Ann',
      'Doors open at 8:00.',
      'also taught by Mia · approved by Ann · message',
      'also taught by Max',
      '«spring» (#3)',
    ]);
  });

  it('says that a sentence is what was taught, where it gives no plain yes or no', () => {
    const quote = 'Dogs are allowed in the garden.';
    expect(lines('STATEMENT', quote, [source(1, quote, quote)])).toEqual([
      'Here is what I was taught:',
      quote,
      'taught by Bob · approved by Ann',
      '«spring» (#3)',
    ]);
  });

  it('lists answers, and quotes a sentence that gave two of them once', () => {
    const sentence = 'Yoga is on Monday and Friday.';
    const sources = [source(1, 'Monday', sentence), source(1, 'Friday', sentence), source(4, 'Sunday', 'And Sunday.')];
    expect(lines('LIST', 'Monday, Friday, Sunday', sources)).toEqual([
      '• Monday',
      '• Friday',
      '• Sunday',
      sentence,
      'taught by Bob · approved by Ann',
      'And Sunday.',
      'taught by Bob · approved by Ann',
      '«spring» (#3)',
    ]);
  });

  it('shows both sides of a contradiction with their dates', () => {
    const sources = [source(9, '9:00', 'It opens at 9:00.'), source(2, '8:00', 'It opens at 8:00.')];
    expect(lines('CONTRADICTION', 'x', sources)).toEqual([
      'I was taught different things; the newest first:',
      '9:00',
      'It opens at 9:00.',
      'taught by Bob on 9 May 2026 · approved by Ann',
      '8:00',
      'It opens at 8:00.',
      'taught by Bob on 2 May 2026 · approved by Ann',
      '«spring» (#3)',
    ]);
  });

  it('says how it understood a follow-up', () => {
    const [asked] = shown('ANSWER', '10', [source(1, '10', 'At 10.')], 'When is the gym open on Sundays?');
    expect(asked).toEqual({ text: 'When is the gym open on Sundays?', style: 'italic' });
  });
});
