import { describe, expect, it } from 'vitest';
import { expectedAnswer, hasExpected } from './expected-answer.js';
import { readWords } from './words.js';

describe('expectedAnswer', () => {
  it.each([
    ['When is the party?', 'time'],
    ['what time do we meet', 'time'],
    ['How many people work here?', 'number'],
    ['what is the phone number', 'number'],
    ['Who founded it?', 'person'],
    ['Where do I park?', 'place'],
    ['which room is it', 'place'],
    ['How do I reset it?', 'open'],
    ['the whole thing', 'open'],
  ])('%j asks for a %s', (question, expected) => {
    expect(expectedAnswer(question)).toBe(expected);
  });
});

describe('hasExpected', () => {
  it.each([
    ['when does it open', 'It opens at 8:30.', true],
    ['when does it open', 'It opens on Mondays.', true],
    ['when does it open', 'It opens slowly.', false],
    ['how many of the 5 people stay', '5 people are there', false],
    ['how many stay', 'Twelve stay.', true],
    ['who called', 'Then Maria called.', true],
    ['who called', 'Nothing happened.', false],
    ['where is Maria', 'Maria is on the roof.', true],
  ])('%j: %j → %s', (question, sentence, expected) => {
    expect(hasExpected(expectedAnswer(question), readWords(question), readWords(sentence))).toBe(expected);
  });
});
