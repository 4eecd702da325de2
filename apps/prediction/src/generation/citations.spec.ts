import { describe, expect, it } from 'vitest';
import { claimsOf, renumbered, withPlainMarks } from './citations.js';

describe('withPlainMarks', () => {
  it.each([
    ['It opens at 7 [1].', 'It opens at 7 [1].'],
    ['It opens at 7. [1]', 'It opens at 7 [1].'],
    ['It opens at 7.[1] It closes at 9. [2][3]', 'It opens at 7 [1]. It closes at 9 [2][3].'],
    ['It opens at 7 [1, 3].', 'It opens at 7 [1][3].'],
    ['It opens at 7 [1-3].', 'It opens at 7 [1][2][3].'],
    ['It opens at 7 【2】.', 'It opens at 7 [2].'],
    ['It opens at 7 [Passage 2].', 'It opens at 7 [2].'],
    ['It opens at 7 [^2].', 'It opens at 7 [2].'],
    ['It opens at 7 [4].', 'It opens at 7.'],
    ['It opens at 7 [0] [12].', 'It opens at 7.'],
    ['It opens at 7 [see above].', 'It opens at 7 [see above].'],
  ])('%j → %j', (answer, expected) => {
    expect(withPlainMarks(answer, 3)).toBe(expected);
  });

  it('is not led astray by an endless range', () => {
    expect(withPlainMarks('All [1-999].', 3)).toBe('All [1][2][3].');
  });
});

describe('claimsOf', () => {
  it('cuts at sentences and at marks', () => {
    expect(claimsOf('Open on Monday [1] and Friday [2]. Closed in May [1][3].')).toEqual([
      { text: 'Open on Monday', marks: [1] },
      { text: 'and Friday', marks: [2] },
      { text: 'Closed in May', marks: [1, 3] },
    ]);
  });

  it('lets what has no mark share the next one, else the one before', () => {
    expect(claimsOf('Yes. It opens at 7 a.m. on weekdays [2]. Ask Ann.')).toEqual([
      { text: 'Yes.', marks: [2] },
      { text: 'It opens at 7 a.m. on weekdays', marks: [2] },
      { text: 'Ask Ann.', marks: [2] },
    ]);
  });

  it('shares no mark across paragraphs', () => {
    expect(claimsOf('It opens at 7 [1].\n\nDogs are fine.')).toEqual([
      { text: 'It opens at 7', marks: [1] },
      { text: 'Dogs are fine.', marks: [] },
    ]);
  });
});

describe('renumbered', () => {
  it('gives new numbers, drops what has none, joins what is one', () => {
    const numbers = new Map([
      [3, [1]],
      [5, [1]],
      [6, [2, 3]],
    ]);
    expect(renumbered('A [3][5]. B [6]. C [4].', (mark) => numbers.get(mark) ?? [])).toBe('A [1]. B [2][3]. C.');
  });
});
