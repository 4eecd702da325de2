import { type Adapted, plainText } from '@personal-assistant/contracts';
import { describe, expect, it } from 'vitest';
import type { ModelRecord } from './model.repository.js';
import { liveText } from './texts.js';

const said = (adapted?: Adapted) => {
  const metrics = { texts: 3, passages: 3, seconds: 2, threshold: 0.5, falseAnswerRate: 0, adapted };
  const model: Partial<ModelRecord> = { id: 7, name: 'spring', newTexts: 3, metrics, golden: null };
  return plainText(liveText(model as ModelRecord));
};

describe('what is said about the language model', () => {
  it('is how much it learned, and whose words the golden questions were answered in', () => {
    expect(said({ examples: 12, steps: 30, lossBefore: 2, lossAfter: 0.5, note: 'so it was' })).toContain(
      'The language model learned from 12 examples: 75\u00a0% less wrong; so it was.',
    );
  });

  it.each<Adapted>([
    { examples: 12, note: 'no room' },
    { examples: 12, steps: 0, lossBefore: 2, lossAfter: 2, note: 'no room' },
  ])('is why it was not taught', (adapted) => {
    expect(said(adapted)).toContain('\nThe language model was not taught: no room.');
  });

  it('is nothing where none is taught', () => {
    expect(said()).not.toContain('language model');
  });
});
