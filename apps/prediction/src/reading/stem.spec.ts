import { describe, expect, it } from 'vitest';
import { stem } from './stem.js';

describe('stem', () => {
  it.each([
    [['close', 'closes', 'closed', 'closing'], 'clos'],
    [['stop', 'stops', 'stopped', 'stopping'], 'stop'],
    [['party', 'parties'], 'party'],
    [['address', 'addresses'], 'address'],
    [['box', 'boxes'], 'box'],
    [['quick', 'quickly'], 'quick'],
  ])('%j are one word', (words, expected) => {
    expect(words.map(stem)).toEqual(words.map(() => expected));
  });

  it.each(['status', 'this', 'bus', '2011', '5th', 'was', 'red', 'sing', 'köln', '密'])('leaves %j alone', (word) => {
    expect(stem(word)).toBe(word);
  });
});
