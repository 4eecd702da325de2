import { describe, expect, it } from 'vitest';
import { understand } from './follow-up.js';

const after = (question: string, answer: string | null = null, replied = true) => ({ question, answer, replied });
const GYM = 'When is the gym open on Saturdays?';

describe('understand', () => {
  it.each<[string, string, string, (string | null)?]>([
    // in place of its like
    [GYM, 'and on Sundays?', 'When is the gym open on Sundays?'],
    [GYM, 'what about Sunday?', 'When is the gym open on Sunday?'],
    [GYM, 'And the pool?', 'When is the pool open on Saturdays?'],
    [GYM, 'how about the sauna', 'When is the sauna open on Saturdays?'],
    [GYM, 'and pool?', 'When is the pool open on Saturdays?'],
    ['When is the gym open?', 'and on Sundays?', 'When is the gym open on Sundays?'],
    ['When does the gym open?', 'and the pool?', 'When does the pool open?'],
    ['What is the guest wifi password?', 'and in the office?', 'What is the guest wifi password in the office?'],
    ['How much is the membership for adults?', 'and for kids?', 'How much is the membership for kids?'],
    ['How much is the membership?', 'and for kids?', 'How much is the membership for kids?'],
    ['How much do members pay?', 'what about guests?', 'How much do guests pay?'],
    ['How much is a day ticket?', 'What about students?', 'How much is a day ticket for students?'],
    ['Can I bring guests on Sundays?', 'and on public holidays?', 'Can I bring guests on public holidays?'],
    ['Where is the key to the shed?', 'and to the cellar?', 'Where is the key to the cellar?'],
    ['Is the gym open on Sundays?', 'and at 8 pm?', 'Is the gym open on Sundays at 8 pm?'],
    // another question about the same
    ['When is the summer party?', 'and where?', 'Where is the summer party?'],
    ['Is the gym open on Sundays?', 'when?', 'When is the gym open on Sundays?'],
    ['When is the summer party?', 'why?', 'Why is the summer party?'],
    ['Who runs the gym?', 'since when?', 'Since when Maria Lopez runs the gym?', 'Maria Lopez'],
    ['Where is lunch served?', 'at what time?', 'At what time is lunch served?'],
    // pronouns
    [GYM, 'who runs it?', 'Who runs the gym?'],
    [GYM, 'and when does it close?', 'When does the gym close?'],
    ['Where is the large printer?', 'How do I restart it?', 'How do I restart the large printer?'],
    ['Who is the office manager?', 'how can I reach her?', 'How can I reach Maria Lopez?', 'Maria Lopez'],
    ['Who is the office manager?', 'what is her extension?', 'What is Maria Lopez’s extension?', 'Maria Lopez'],
    ['Who is the office manager?', 'where does she sit?', 'Where does the office manager sit?'],
    ['Where is Maria?', 'when does she leave?', 'When does Maria leave?'],
    ['When are the yoga classes?', 'how much do they cost?', 'How much do the yoga classes cost?'],
    ['What is the VPN client called?', 'where do I get that?', 'Where do I get the VPN client?'],
    ['Where is the help desk?', 'when is somebody there?', 'When is somebody at the help desk?'],
  ])('%s — %s: %s', (previous, question, expected, answer) => {
    expect(understand(question, after(previous, answer ?? null))).toBe(expected);
  });

  it.each([
    'What is the wifi password?',
    'wifi password?',
    'how do I request vacation',
    'what time is it?',
    'Is it allowed to smoke on the terrace?',
    'is there a vegetarian dish?',
    'Does the sauna close when it rains?',
    'If I lose my badge, where do I replace it?',
    'and who is the office manager?',
    'What about the dress code is written in the rules?',
    'Who is Maria and when did she join?',
    'thanks',
    'What does the company do on its anniversary?',
    'and what is the door code',
    'coffee machine is broken, who fixes it?',
    'printer is jammed, who opens it?',
    'heating isn’t working, whom do I tell about it?',
    "printer's jammed, how do I open it?",
  ])('«%s» stands alone and is left as it is', (question) => {
    expect(understand(question, after(GYM, '8 to 20'))).toBe(question);
  });

  it('takes no person for a thing', () => {
    const previous = after('Whom do I tell?', 'Petra');
    expect(understand('how much is it?', previous)).toBe('how much is it?');
    expect(understand('and how can I reach them?', previous)).toBe('How can I reach Petra?');
  });

  it('takes a lone word for a follow-up only in a reply', () => {
    const previous = 'How much is a day ticket for adults?';
    expect(understand('kids?', after(previous))).toBe('How much is a day ticket for kids?');
    expect(understand('kids?', after(previous, null, false))).toBe('kids?');
    expect(understand('and kids?', after(previous, null, false))).toBe('How much is a day ticket for kids?');
  });

  it('leaves a question alone that follows nothing', () => {
    expect(understand('and on Sundays?', null)).toBe('and on Sundays?');
  });

  it('carries through a chain, each on what the one before was understood as', () => {
    const said: string[] = [];
    let previous = 'When is the gym open on Saturdays?';
    for (const question of ['and on Sundays?', 'and the pool?', 'who runs it?', 'what about the sauna?']) {
      previous = understand(question, after(previous));
      said.push(previous);
    }
    expect(said).toEqual([
      'When is the gym open on Sundays?',
      'When is the pool open on Sundays?',
      'Who runs the pool?',
      'Who runs the sauna?',
    ]);
  });

  it('does not grow for ever', () => {
    const long = `Where is ${'the very '.repeat(50)}old shed?`;
    expect(understand('and for the third group of people?', after(long))).toBe('and for the third group of people?');
  });
});
