import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../reading/reader.js';
import { type Decision, decide, foreseen, likeliest } from './decide.js';

type Taught = [text: number, answer: string, quote: string, confidence?: number];

const candidates = (taught: Taught[]): Candidate[] =>
  taught.map(([trainDataId, answer, quote, confidence = 0.8]) => ({
    trainDataId,
    answer,
    quote,
    start: 0,
    confidence,
  }));
const said = (question: string, taught: Taught[], threshold = 0.5): Decision['said'] =>
  decide(question, candidates(taught), threshold).said;
const sources = (question: string, taught: Taught[]) =>
  said(question, taught)?.sources.map(({ trainDataId, answer }) => [trainDataId, answer]);

const OPEN = 'When does the gym open?';

describe('decide', () => {
  it('says nothing below the threshold, and how sure it was', () => {
    const weak: Taught[] = [[1, '8 am', 'The gym opens at 8 am.', 0.4]];
    expect(decide(OPEN, candidates(weak), 0.41)).toEqual({ confidence: 0.4 });
    expect(decide(OPEN, [], 0)).toEqual({ confidence: 0 });
    expect(said(OPEN, weak, 0.4)).toEqual({
      form: 'ANSWER',
      text: '8 am',
      sources: [{ trainDataId: 1, answer: '8 am', quote: 'The gym opens at 8 am.', start: 0 }],
    });
  });

  describe('texts that agree', () => {
    const first: Taught = [1, '8 am', 'The gym opens at 8 am.', 0.6];
    const two: Taught[] = [first, [2, '8:00', 'Our gym is open from 8:00.', 0.5]];
    const confidence = (taught: Taught[]) => decide(OPEN, candidates(taught), 0).confidence;

    it('make it surer: 1 − 0.4 · (1 − 0.5 · 0.5)', () => {
      expect(confidence(two)).toBeCloseTo(0.7, 9);
      expect(likeliest(OPEN, candidates(two))?.confidence).toBeCloseTo(0.7, 9);
    });

    it('can lift an answer over the threshold', () => {
      expect(said(OPEN, two, 0.65)?.text).toBe('8 am');
      expect(said(OPEN, two.slice(0, 1), 0.65)).toBeUndefined();
    });

    it('count once a text, hardly when copied, and never above 1', () => {
      expect(confidence([...two, [2, '8:00', 'At the gym doors open at 8:00.', 0.5]])).toBeCloseTo(0.7, 9);
      expect(confidence([first, [2, '8 am', 'The gym opens at 8 am!', 0.5]])).toBeCloseTo(0.63, 9);
      expect(
        confidence(Array.from({ length: 9 }, (_, i): Taught => [i, '8', `Gym ${i} at 8.`, 1])),
      ).toBeLessThanOrEqual(1);
    });

    it('do not when they hardly answer, or speak of something else', () => {
      expect(confidence([first, [2, '8:00', 'Our gym is open from 8:00.', 0.1]])).toBe(0.6);
      expect(confidence([first, [2, '8:00', 'The shop is open from 8:00.', 0.5]])).toBe(0.6);
    });

    it('are all sources, three at most', () => {
      const many = Array.from({ length: 5 }, (_, i): Taught => [i + 1, '8 am', `Gym rule ${i}: it opens at 8 am.`]);
      expect(sources(OPEN, [...many])?.length).toBe(3);
      expect(sources(OPEN, two)).toEqual([
        [1, '8 am'],
        [2, '8:00'],
      ]);
    });
  });

  describe('texts that contradict each other', () => {
    it.each<[string, Taught, Taught]>([
      [OPEN, [1, '8 am', 'The gym opens at 8 am.'], [2, '9:00', 'The gym opens at 9:00.']],
      [OPEN, [1, '8 am', 'The gym opens at 8 am.'], [2, '9', 'Our gym now opens at 9.', 0.6]],
      [
        'What is the wifi password?',
        [1, 'tulip', 'The wifi password is tulip.'],
        [2, 'rose', 'The new wifi password is rose.'],
      ],
      ['What is the door code?', [1, '4711', 'The door code is 4711.'], [2, '4712', 'The code of the door is 4712.']],
      ['How much is a day ticket?', [1, '5 €', 'A day ticket is 5 €.'], [2, '6 euros', 'A day ticket costs 6 euros.']],
      [
        'Who runs the yoga class?',
        [1, 'Kim', 'Kim runs the yoga class.'],
        [2, 'Dr. Lee', 'Dr. Lee runs the yoga class.'],
      ],
      [
        'When is the summer party?',
        [1, '27 June', 'The summer party is on 27 June.'],
        [2, 'July 4', 'The summer party is on July 4.'],
      ],
      [
        'On which day is the meeting?',
        [1, 'Tuesday', 'The meeting is on Tuesday.'],
        [2, 'Friday', 'The meeting is on Friday.'],
      ],
      [
        'What is the number of the support line?',
        [1, '030 123456', 'The support line has the number 030 123456.'],
        [2, '030 123457', 'The number of the support line is 030 123457.'],
      ],
      [
        'How many people fit into the Pacific room?',
        [1, '14', 'The Pacific room fits 14 people.'],
        [2, 'twelve', 'Twelve people fit into the Pacific room.'],
      ],
    ])('%s: both are shown, the newest first', (question, older, newer) => {
      const both: [number, string][] = [
        [2, newer[1]],
        [1, older[1]],
      ];
      expect(said(question, [older, newer])?.form).toBe('CONTRADICTION');
      expect(sources(question, [older, newer])).toEqual(both);
      expect(sources(question, [newer, older])).toEqual(both);
      expect(said(question, [older, newer])?.text).toBe(
        `I was taught different things: ${newer[1]} (the newest), but also ${older[1]}.`,
      );
    });

    it.each<[string, string, Taught, Taught]>([
      ['the same in other words', OPEN, [1, '8 am', 'The gym opens at 8 am.'], [2, '8:00', 'The gym opens at 8:00.']],
      [
        'the same in words',
        'How many saunas are there?',
        [1, 'two', 'There are two saunas.'],
        [2, '2', 'We have 2 saunas.'],
      ],
      [
        'the same person',
        'Who runs the club?',
        [1, 'Dr. Kim', 'Dr. Kim runs the club.'],
        [2, 'Kim', 'Kim runs the club.'],
      ],
      [
        'one says more',
        'When is the party?',
        [1, 'in June', 'The party is in June.'],
        [2, '27 June', 'The party is on 27 June.'],
      ],
      ['it may be the evening', OPEN, [1, '8 pm', 'The gym opens at 8 pm.'], [2, '8:00', 'The gym opens at 8:00.']],
      ['another thing', OPEN, [1, '8 am', 'The gym opens at 8 am.'], [2, '9 am', 'The pool opens at 9 am.']],
      ['a narrower thing', OPEN, [1, '8 am', 'The gym opens at 8 am.'], [2, '9 am', 'The small gym opens at 9 am.']],
      [
        'other people',
        'What is the wifi password?',
        [1, 'tulip', 'The wifi password is tulip.'],
        [2, 'rose', 'The guest wifi password is rose.'],
      ],
      [
        'other days',
        OPEN,
        [1, '8 am', 'The gym opens at 8 am on weekdays.'],
        [2, '10 am', 'The gym opens at 10 am on Sundays.'],
      ],
      [
        'other seasons',
        OPEN,
        [1, '8 am', 'The gym opens at 8 am in summer.'],
        [2, '10 am', 'The gym opens at 10 am in winter.'],
      ],
      [
        'an earlier time',
        'What is the wifi password?',
        [1, 'tulip', 'The old wifi password was tulip.'],
        [2, 'rose', 'The wifi password is rose.'],
      ],
      [
        'another unit',
        'How much is parking?',
        [1, '15 euros a month', 'Parking is 15 euros a month.'],
        [2, '150 euros a year', 'Parking is 150 euros a year.'],
      ],
      [
        'a rough number',
        'How many people work here?',
        [1, 'about 180', 'About 180 people work here.'],
        [2, '185', '185 people work here.'],
      ],
      [
        'words that may both hold',
        'What do I do about a jam?',
        [1, 'open the left flap', 'For a jam open the left flap.'],
        [2, 'call the help desk', 'For a jam call the help desk.'],
      ],
      ['it is not named', OPEN, [1, '8 am', 'The gym opens at 8 am.'], [2, '9 am', 'It opens at 9 am.']],
      ['one text', OPEN, [1, '8 am', 'The gym opens at 8 am.'], [1, '9 am', 'The gym opens at 9 am.']],
      ['too weak', OPEN, [1, '8 am', 'The gym opens at 8 am.', 0.9], [2, '9 am', 'The gym opens at 9 am.', 0.4]],
      ['much weaker', OPEN, [1, '8 am', 'The gym opens at 8 am.', 0.99], [2, '9 am', 'The gym opens at 9 am.', 0.49]],
    ])('but not: %s', (_, question, first, second) => {
      expect(said(question, [first, second], 0.45)?.form).toBe('ANSWER');
    });

    it('answers with the surest of them otherwise', () => {
      expect(
        said(OPEN, [
          [1, '8 am', 'The gym opens at 8 am.', 0.7],
          [2, '9 am', 'The pool opens at 9 am.', 0.9],
        ])?.text,
      ).toBe('9 am');
    });
  });

  describe('yes or no', () => {
    const DOGS = 'Are dogs allowed?';
    it.each<[string, Taught[], string]>([
      ['says yes', [[1, 'allowed', 'Dogs are allowed.']], 'Yes'],
      ['says no', [[1, 'not allowed', 'Dogs are not allowed.']], 'No'],
      [
        'agrees',
        [
          [1, 'not allowed', 'Dogs are not allowed.'],
          [2, 'forbidden', 'Dogs are forbidden.'],
        ],
        'No',
      ],
    ])('%s', (_, taught, text) => {
      expect(said(DOGS, taught)).toMatchObject({ form: 'ANSWER', text });
      expect(sources(DOGS, taught)).toEqual(taught.map(([id]) => [id, text]));
    });

    it('shows the sentence when it does not plainly follow', () => {
      expect(said(DOGS, [[1, 'garden', 'Dogs are allowed in the garden.']])).toMatchObject({
        form: 'STATEMENT',
        text: 'Dogs are allowed in the garden.',
      });
    });

    it('shows both when texts disagree', () => {
      const taught: Taught[] = [
        [1, 'allowed', 'Dogs are allowed.'],
        [2, 'not allowed', 'Dogs are not allowed.', 0.6],
      ];
      expect(said(DOGS, taught)?.form).toBe('CONTRADICTION');
      expect(sources(DOGS, taught)).toEqual([
        [2, 'No'],
        [1, 'Yes'],
      ]);
    });

    it('goes by a sentence that is nearly as sure, and not by a weak one', () => {
      const unclear: Taught = [1, 'dogs', 'Dogs like the garden.', 0.9];
      expect(said(DOGS, [unclear, [2, 'allowed', 'Dogs are allowed.', 0.8]])?.text).toBe('Yes');
      expect(said(DOGS, [unclear, [2, 'allowed', 'Dogs are allowed.', 0.6]])?.form).toBe('STATEMENT');
    });
  });

  describe('lists', () => {
    const DAYS = 'Which days is yoga?';
    it.each<[string, string, Taught[], string[]]>([
      [
        'days over texts, in the order of the week',
        DAYS,
        [
          [2, 'Friday', 'Yoga is on Friday.'],
          [1, 'Monday', 'Yoga is on Monday.'],
        ],
        ['Monday', 'Friday'],
      ],
      [
        'each once',
        DAYS,
        [
          [1, 'Mondays', 'Yoga is on Mondays.'],
          [2, 'Monday', 'Yoga: Monday.'],
          [3, 'Sunday', 'Yoga on Sunday.'],
        ],
        ['Mondays', 'Sunday'],
      ],
      [
        'days of one sentence and of another',
        DAYS,
        [
          [1, 'Monday and Wednesday', 'Yoga is on Monday and Wednesday.'],
          [2, 'Saturday', 'On Saturday there is yoga.'],
        ],
        ['Monday', 'Wednesday', 'Saturday'],
      ],
      [
        'people',
        'Who are the trainers?',
        [
          [1, 'Kim', 'Our trainers are led by Kim.'],
          [2, 'Tom Okafor', 'Tom Okafor is one of the trainers.', 0.7],
        ],
        ['Kim', 'Tom Okafor'],
      ],
      [
        'two sentences of one text',
        'What rooms have a screen?',
        [
          [1, 'Pacific', 'Of the rooms Pacific has a screen.'],
          [1, 'Arctic', 'The rooms with a screen: Arctic.'],
        ],
        ['Pacific', 'Arctic'],
      ],
    ])('%s', (_, question, taught, items) => {
      expect(said(question, taught)).toMatchObject({ form: 'LIST', text: items.join(', ') });
      expect(said(question, taught)?.sources.map(({ answer }) => answer)).toEqual(items);
    });

    it.each<[string, string, Taught[]]>([
      ['all in one sentence', DAYS, [[1, 'Monday and Friday', 'Yoga is on Monday and Friday.']]],
      ['one stretch of days', DAYS, [[1, 'Monday to Friday', 'Yoga is Monday to Friday.']]],
      [
        'part of it',
        DAYS,
        [
          [1, 'Monday to Friday', 'Yoga is Monday to Friday.'],
          [2, 'Tuesday', 'Yoga is on Tuesday.'],
        ],
      ],
      [
        'another kind',
        DAYS,
        [
          [1, 'Monday', 'Yoga is on Monday.'],
          [2, 'the blue room', 'Yoga is in the blue room.'],
        ],
      ],
      [
        'another thing',
        DAYS,
        [
          [1, 'Monday', 'Yoga is on Monday.'],
          [2, 'Friday', 'Boxing is on Friday.'],
        ],
      ],
      [
        'weak',
        DAYS,
        [
          [1, 'Monday', 'Yoga is on Monday.', 0.9],
          [2, 'Friday', 'Yoga is on Friday.', 0.4],
        ],
      ],
      [
        'one was asked',
        'Which day is yoga?',
        [
          [1, 'Monday', 'Yoga is on Monday.'],
          [2, 'Friday', 'Yoga at noon is on Friday.'],
        ],
      ],
    ])('but not: %s', (_, question, taught) => {
      expect(said(question, taught)?.form).toBe('ANSWER');
    });
  });

  describe('what is foreseen, whatever the threshold', () => {
    const MAY = 'Are dogs allowed?';
    const no: Taught = [1, 'not allowed', 'Dogs are not allowed.', 0.2];

    it('is yes or no where it is plainly taught, and the sentence where it is not', () => {
      expect(foreseen(MAY, candidates([no]))).toMatchObject({
        answer: 'No',
        quote: 'Dogs are not allowed.',
        trainDataId: 1,
      });
      const garden: Taught = [2, 'in the garden', 'Dogs are allowed in the garden.', 0.2];
      expect(foreseen(MAY, candidates([garden]))).toMatchObject({ answer: 'Dogs are allowed in the garden.' });
    });

    it('is the likeliest where texts contradict each other', () => {
      const yes: Taught = [2, 'allowed', 'Dogs are allowed.', 0.19];
      expect(foreseen(MAY, candidates([no, yes]))).toMatchObject({ answer: 'not allowed', trainDataId: 1 });
    });

    it('is the likeliest answer to every other question', () => {
      expect(foreseen(OPEN, candidates([[1, '8 am', 'The gym opens at 8 am.', 0.1]]))).toMatchObject({
        answer: '8 am',
      });
      expect(foreseen(OPEN, [])).toBeUndefined();
    });
  });
});
