import { describe, expect, it } from 'vitest';
import type { RetrievedPassage } from '../retrieval/passage.js';
import { Background } from './background.js';
import { type Features, passageEvidence, prepareQuestion, sentenceFeatures, withSentenceCosine } from './features.js';

const background = new Background({ about: '', documents: 1000, counts: { password: 30 } });

function features(question: string, passageText: string, sentence = passageText): Features {
  const passage: RetrievedPassage = {
    id: 1,
    trainDataId: 1,
    text: passageText,
    start: 0,
    sentences: [],
    vector: new Float32Array(1),
    vectorRank: 1,
    wordRank: 1,
    fused: 0,
  };
  const prepared = prepareQuestion(question, background);
  const evidence = passageEvidence(prepared, passage, 1, 0.25, background);
  return withSentenceCosine(sentenceFeatures(prepared, evidence, sentence, background), 0.5);
}

describe('sentenceFeatures', () => {
  it('measures a sentence that speaks of everything the question asks', () => {
    expect(features('what is the wifi password?', 'The guest Wi-Fi password is sunflower-42.')).toEqual({
      sentenceCosine: 0.5,
      passageCosine: 0.25,
      sentenceCover: 1,
      passageCover: 1,
      rarestMissing: 0,
      expectedPresent: 0,
      expectedMissing: 0,
      // guest, wi, fi, sunflower, 42 of six content words: only password is in the question
      novelty: 5 / 6,
      length: 8 / 18,
      retrievalRank: 0.5,
      foundTwice: 1,
      cosineTimesCover: 0.5,
    });
  });

  it('sees what the window covers and the sentence does not', () => {
    const found = features('zebra password', 'A zebra. A password.', 'A zebra.');
    expect(found.passageCover).toBe(1);
    expect(found.sentenceCover).toBeGreaterThan(0.5);
    expect(found.sentenceCover).toBeLessThan(1);
  });

  it('sees that a rare word of the question is missing', () => {
    const found = features('who won the world cup in 1998', 'The password was changed in 2020.');
    expect(found).toMatchObject({ rarestMissing: 1, sentenceCover: 0 });
  });

  it('sees whether the kind of thing asked for is there', () => {
    expect(features('when is lunch', 'Lunch is at 12:00.')).toMatchObject({ expectedPresent: 1, expectedMissing: 0 });
    expect(features('when is lunch', 'Lunch is tasty.')).toMatchObject({ expectedPresent: 0, expectedMissing: 1 });
  });

  it('covers nothing for a question without content words', () => {
    expect(features('what is it?', 'The password.')).toMatchObject({
      sentenceCover: 0,
      passageCover: 0,
      rarestMissing: 0,
    });
  });
});
