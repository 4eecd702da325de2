import { describe, expect, it } from 'vitest';
import { withoutPerson } from './names.js';

const userId = 'f47ac10b-58cc-4372-a567-0e02b2c3d479';
const forgetting = {
  userId,
  person: { externalId: '1', username: 'a.nn', displayName: 'Ann (B.)', fixed: false },
};
const said = (text: string, key = 'k') => withoutPerson({ key, text: [{ text }] }, forgetting)?.[0]?.text;

describe('withoutPerson', () => {
  it('takes name and username out as whole words', () => {
    expect(said('#7 from Ann (B.) (@a.nn)\nApproved by Ann (B.), just now')).toBe(
      '#7 from Forgotten person\nApproved by Forgotten person, just now',
    );
    expect(said('Hello @a.nn!')).toBe('Hello Forgotten person!');
  });

  it('leaves what only looks like it', () => {
    expect(said('Hannah and @a.nna and @axnn met JAnn (B.)')).toBeUndefined();
    expect(withoutPerson({ key: 'k', text: [{ text: 'Ask Ann (B.)', style: 'quote' }] }, forgetting)).toBeUndefined();
  });

  it('does not look for names that are hardly any, nor for those of the configuration', () => {
    const named = (displayName: string, fixed = false) =>
      withoutPerson(
        { key: 'k', text: [{ text: 'A Owner' }] },
        { userId, person: { externalId: '1', username: null, displayName, fixed } },
      );
    expect(named('A')).toBeUndefined();
    expect(named('Owner', true)).toBeUndefined();
    expect(named('Owner')).toBeDefined();
  });

  it('leaves nothing of what was said to them alone', () => {
    expect(said('You asked: …', `gap:3:known:${userId}`)).toBe('(forgotten)');
    expect(said('You asked: …', 'gap:3:known:somebody-else')).toBeUndefined();
  });
});
