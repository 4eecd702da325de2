import { describe, expect, it } from 'vitest';
import { number, percent, table } from './table.js';

describe('table', () => {
  it('lines up its columns', () => {
    expect(
      table(
        ['', 'EM', 'F1'],
        [
          ['product', '5.0', '100.0'],
          ['BM25', '–', '3.1'],
        ],
      ),
    ).toBe(['          EM     F1', '-------  ---  -----', 'product  5.0  100.0', 'BM25       –    3.1'].join('\n'));
  });
});

describe('percent and number', () => {
  it('round, and show that there is nothing', () => {
    expect([percent(0.12345), percent(1), percent(null), number(12.6, 0), number(undefined, 1)]).toEqual([
      '12.3',
      '100.0',
      '–',
      '13',
      '–',
    ]);
  });
});
