import { describe, expect, it } from 'vitest';
import { compareValues, readValue, type Relation } from './value.js';

const WHEN = 'When does the gym open?';
const MUCH = 'How much is it?';
const WHO = 'Who runs the gym?';
const SECRET = 'What is the wifi password?';
const WHAT = 'What should I do?';

describe('readValue', () => {
  it.each([
    [WHEN, '8', 'moment'],
    [WHEN, '9-17', 'moment'],
    [WHEN, 'eight in the morning', 'moment'],
    [WHEN, '2011', 'moment'],
    [WHEN, 'every Tuesday at 10:00', 'moment'],
    [WHEN, 'two weeks in advance', 'amount'],
    [MUCH, '8', 'amount'],
    [MUCH, '15 euros a month', 'amount'],
    [MUCH, '€ 1.200,50', 'amount'],
    ['How many people work here?', 'about 180 people', 'amount'],
    ['What is the number of the support line?', '+351 21 555 0190', 'phone'],
    ['What is the extension of Maria?', '204', 'amount'],
    [SECRET, 'sunflower', 'code'],
    [SECRET, 'sunflower-42', 'code'],
    ['Where do I write to?', 'help@example.org', 'code'],
    [WHO, 'Dr. Kim', 'name'],
    [WHO, 'Maria de la Cruz', 'name'],
    [WHO, 'the office manager', 'text'],
    [WHAT, 'pull the paper out slowly', 'text'],
    [WHAT, 'The gym is open from 8 to 20.', 'text'],
  ])('%s «%s»: %s', (question, answer, kind) => {
    expect(readValue(answer, question).kind).toBe(kind);
  });
});

describe('compareValues', () => {
  it.each<[string, string, string, Relation]>([
    [WHEN, '8 am', '8:00', 'same'],
    [WHEN, 'at eight', '8', 'same'],
    [WHEN, 'at 8:00 sharp', '8 am', 'same'],
    [WHEN, '8 am', '9 am', 'different'],
    [WHEN, 'from 9 to 5', '9:00–17:00', 'same'],
    [WHEN, 'Mon-Fri', 'Monday to Friday', 'same'],
    [WHEN, 'on 27 June', 'June 27th', 'same'],
    [WHEN, 'Tuesday', 'Thursday', 'different'],
    [WHEN, 'two weeks', '14 days', 'same'],
    [WHEN, 'two weeks', 'three weeks', 'different'],
    [WHEN, 'Tuesday', '10:00', 'compatible'],
    [MUCH, 'two', '2', 'same'],
    [MUCH, '15 €', '15 euros', 'same'],
    [MUCH, '€15', '15,00 EUR', 'same'],
    [MUCH, '1,200 euros', '1.200 €', 'same'],
    [MUCH, '15 euros', '18 euros', 'different'],
    [MUCH, '15 euros', '15 dollars', 'unrelated'],
    [MUCH, '15 euros a month', '180 euros a year', 'unrelated'],
    [MUCH, '15 euros a month', '15 euros', 'same'],
    [MUCH, 'about 180', '185', 'compatible'],
    [MUCH, 'about 180', '250', 'different'],
    [MUCH, '10–14 days', '12 days', 'compatible'],
    [MUCH, 'up to 5 kg', '5 kg', 'compatible'],
    [MUCH, '5 kg', '5000 g', 'same'],
    [MUCH, '2 dogs', '3 cats', 'unrelated'],
    [MUCH, 'two dogs', '3 dogs', 'different'],
    [MUCH, '180 people', '180', 'same'],
    [MUCH, '20 %', 'twenty percent', 'same'],
    ['phone number?', '+351 21 555 0190', '21 555 0190', 'same'],
    ['phone number?', '021 5550190', '+351 21 555 0190', 'same'],
    ['phone number?', '+351 21 555 0190', '+351 21 555 0191', 'different'],
    [SECRET, 'sunflower', 'tulip', 'different'],
    [SECRET, 'sunflower-42', 'sunflower-42.', 'same'],
    [SECRET, 'Sunflower', 'sunflower', 'compatible'],
    ['What is the email address?', 'Help@example.org', 'help@example.org', 'same'],
    [WHO, 'Dr. Kim', 'Kim', 'same'],
    [WHO, 'Susan Kim', 'Dr. Kim', 'same'],
    [WHO, 'Kim', 'Maria Lopez', 'different'],
    [WHO, 'Maria Lopez', 'Maria Gomez', 'different'],
    [WHO, 'Maria', 'maria', 'same'],
    [WHO, 'the office manager', 'Maria Lopez', 'unrelated'],
    [WHAT, 'in the HR portal', 'the HR portal', 'same'],
    [WHAT, 'use the stairs', 'take the lift', 'unrelated'],
    [WHAT, 'fill in the leave form', 'the leave form', 'same'],
    [WHAT, 'fill in the leave form', 'the form', 'unrelated'],
  ])('%s «%s», «%s»: %s', (question, a, b, expected) => {
    expect(compareValues(readValue(a, question), readValue(b, question))).toBe(expected);
    expect(compareValues(readValue(b, question), readValue(a, question))).toBe(expected);
  });
});
