import { describe, expect, it } from 'vitest';
import { questionForm } from './question-form.js';

describe('questionForm', () => {
  it.each([
    ['Is the gym open on Sundays?', 'yes-no'],
    ['can I bring my dog', 'yes-no'],
    ['Hi, does anyone know if guests can park here?', 'yes-no'],
    ['do you know whether the pool is heated?', 'yes-no'],
    ['Do you know when the gym opens?', 'open'],
    ['could you tell me who runs it?', 'open'],
    ['Is parking free or paid?', 'open'],
    ['Is it open or not?', 'yes-no'],
    ['When does the gym open?', 'open'],
    ['What are the opening hours?', 'open'],
    ['Which days is the gym open?', 'list'],
    ['on which days is yoga?', 'list'],
    ['Who are the trainers?', 'list'],
    ['Who is the trainer?', 'open'],
    ['What are the wifi passwords?', 'list'],
    ['what drinks are in the fridge', 'list'],
    ['Which bus goes to the office?', 'open'],
    ['What is the address?', 'open'],
    ['list all meeting rooms', 'list'],
    ['wifi password?', 'open'],
    ['What kind of machines are there?', 'open'],
    ['What happens when it rains?', 'open'],
    ['What was attended by Ann?', 'open'],
    ['What does this cost?', 'open'],
  ])('%s: %s', (question, form) => {
    expect(questionForm(question)).toBe(form);
  });
});
