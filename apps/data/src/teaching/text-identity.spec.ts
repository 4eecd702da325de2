import { describe, expect, it } from 'vitest';
import { textHash, wordsHash } from './text-identity.js';

describe('textHash', () => {
  it.each([
    ['The key is here.', '  the KEY\n is\there. '],
    ['ﬁne café', 'fine cafe\u0301'],
  ])('is the same for %j and %j', (a, b) => {
    expect(textHash(a)).toBe(textHash(b));
  });

  it('is another one for another word', () => {
    expect(textHash('The key is here.')).not.toBe(textHash('The key was here.'));
  });
});

describe('wordsHash', () => {
  it.each([
    ['The guest Wi-Fi password is sunflower-42.', 'Guest wifi password is: sunflower 42!'],
    ['Opening hours: Monday, Tuesday', 'opening hours (monday tuesday)'],
    ['A key', 'the key'],
  ])('is the same for %j and %j', (a, b) => {
    expect(wordsHash(a)).toBe(wordsHash(b));
  });

  it.each([
    ['password is sunflower-42', 'password is sunflower-43'],
    ['the password is tulip', 'the password is tulips'],
    ['rooms 4 and 12', 'rooms 41 and 2'],
    ['room 4 12', 'room 41 2'],
    ['it costs 1.5', 'it costs 15'],
    ['it is -5 outside', 'it is 5 outside'],
    ['it costs $5', 'it costs €5'],
    ['he writes C++', 'he writes C'],
    ['10% off', '10 off'],
    ['the shop is open', 'the shop is not open'],
    ['…', '!!!'],
  ])('differs for %j and %j: the fact is another one', (a, b) => {
    expect(wordsHash(a)).not.toBe(wordsHash(b));
  });
});
