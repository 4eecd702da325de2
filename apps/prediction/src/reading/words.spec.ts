import { describe, expect, it } from 'vitest';
import { contentWords, readWords } from './words.js';

const surfaces = (text: string) => readWords(text).list.map(({ surface }) => surface);

describe('readWords', () => {
  it('reads words without case, marks and possessive', () => {
    expect(surfaces("Maria's Café")).toEqual(['maria', 'cafe']);
  });

  it('keeps numbers whole', () => {
    expect(surfaces('8:30, 1,200 and 4.50.')).toEqual(['8:30', '1,200', 'and', '4.50']);
  });

  it('reads Chinese by characters', () => {
    expect(surfaces('密码 ok')).toEqual(['密', '码', 'ok']);
  });

  it('knows pairs written as one word', () => {
    expect(readWords('The Wi-Fi code').joined).toContain('wifi');
  });

  it('is linear in the length of a hostile text', () => {
    expect(surfaces('1.'.repeat(50_000))).toHaveLength(1);
  });
});

describe('contentWords', () => {
  it('leaves out function words and repeats', () => {
    expect(contentWords(readWords('What is the code of the codes door?')).map(({ surface }) => surface)).toEqual([
      'code',
      'door',
    ]);
  });
});
