import { describe, expect, it } from 'vitest';
import { MAX_SEARCH_WORDS, searchText } from './search-text.js';

describe('searchText', () => {
  it.each([
    ['What is the VPN client called?', 'what is the vpn client called'],
    ['"exact" AND (b:c) -d +e*', 'exact and b c d e'],
    ["'; DROP TABLE passages; --", 'drop table passages'],
    ['the the THE', 'the'],
    ['Grüße aus Köln', 'grüße aus köln'],
    ['密码是什么', '密码是什么'],
    ['كلمة السر', 'كلمة السر'],
    ['😀 ?!', ''],
    ['', ''],
  ])('%j → %j', (question, expected) => {
    expect(searchText(question)).toBe(expected);
  });

  it('gives joined words in pieces and in one', () => {
    expect(searchText('Wi-Fi')).toBe('wi fi wifi');
    expect(searchText("o'clock")).toBe('o clock oclock');
  });

  it('joins short neighbours, which people also write as one word', () => {
    expect(searchText('the wi fi code').split(' ')).toContain('wifi');
    expect(searchText('is the vpn on')).toBe('is the vpn on');
    expect(searchText('the printer works')).toBe('the printer works');
  });

  it('keeps a bounded number of words, however long the question', () => {
    const long = Array.from({ length: 5000 }, (_, i) => `word${i}`).join(' ');
    expect(searchText(long).split(' ')).toHaveLength(MAX_SEARCH_WORDS);
  });
});
