import type { ClaimedQuestion, LoadVersion } from '@personal-assistant/contracts';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../reading/reader.js';
import type { VersionsService } from '../versions/versions.service.js';
import type { WordingService } from '../generation/wording.service.js';
import { AnsweringService, NO_VERSION, NOT_TAUGHT } from './answering.service.js';

const version: LoadVersion = {
  workspaceId: '11111111-1111-4111-8111-111111111111',
  modelId: 7,
  directory: 'w/7',
  manifestSha256: 'a'.repeat(64),
};
const question: ClaimedQuestion = {
  questionId: '33333333-3333-4333-8333-333333333333',
  workspaceId: version.workspaceId,
  text: 'what is the wifi password?',
  previous: null,
  version,
  withdrawals: 0,
};
const candidate: Candidate = {
  trainDataId: 4,
  answer: 'It is sunflower.',
  quote: 'It is sunflower.',
  start: 12,
  confidence: 0.6,
};

type Worded = Awaited<ReturnType<WordingService['word']>>;

const found: string[] = [];
let passedOver: ReadonlySet<number> | undefined;
function answering(candidates: Candidate[], threshold: number, worded?: Worded): AnsweringService {
  const find: VersionsService['find'] = (_version, asked, without) => {
    found.push(asked);
    passedOver = without;
    return Promise.resolve({
      candidates,
      passages: [],
      retrieved: [4],
      vector: Float32Array.of(1, 0),
      embedder: 'e',
      times: { embed: 1, retrieve: 1, read: 1 },
      threshold,
    });
  };
  const wording: Pick<WordingService, 'word'> = { word: () => Promise.resolve(worded) };
  return new AnsweringService({ find } as VersionsService, wording as WordingService, {
    of: ({ withdrawals }) => Promise.resolve(new Set(withdrawals > 0 ? [4] : [])),
  });
}

describe('AnsweringService', () => {
  it('answers with the best candidate, its quote and the version that gave it', async () => {
    expect(await answering([candidate, { ...candidate, confidence: 0.5 }], 0.6).answer(question)).toMatchObject({
      modelId: 7,
      abstained: false,
      text: 'It is sunflower.',
      confidence: 0.6,
      sources: [{ trainDataId: 4, quote: 'It is sunflower.', start: 12 }],
    });
  });

  it('abstains below the threshold of the version', async () => {
    expect(await answering([candidate], 0.61).answer(question)).toMatchObject({
      modelId: 7,
      abstained: true,
      text: NOT_TAUGHT,
      confidence: 0.6,
      sources: [],
      embedding: { int8: 'fwA=', scale: 1 / 127, embedder: 'e' },
    });
  });

  it('says what several texts say, and contradictions as such', async () => {
    const [first, second] = [
      { ...candidate, answer: 'sunflower', quote: 'The wifi password is sunflower.' },
      { ...candidate, trainDataId: 9, answer: 'tulip', quote: 'The wifi password is tulip.' },
    ];
    expect(await answering([first, second], 0.5).answer(question)).toMatchObject({
      form: 'CONTRADICTION',
      sources: [
        { trainDataId: 9, answer: 'tulip' },
        { trainDataId: 4, answer: 'sunflower' },
      ],
    });
  });

  it('looks a follow-up up as it is understood, and says how that was', async () => {
    const previous = { question: 'What is the wifi password for members?', answer: 'tulip', replied: true };
    const understoodAs = 'What is the wifi password for guests?';
    const follow = { ...question, previous, text: 'and for guests?' };
    expect(await answering([candidate], 0.5).answer(follow)).toMatchObject({ abstained: false, understoodAs });
    expect(found.at(-1)).toBe(understoodAs);
    expect(await answering([], 0.5).answer(follow)).toMatchObject({ abstained: true, understoodAs });
    const own = await answering([candidate], 0.5).answer({ ...question, previous });
    expect(own).not.toHaveProperty('understoodAs');
    expect(found.at(-1)).toBe(question.text);
  });

  it('passes over what was withdrawn from the version', async () => {
    await answering([candidate], 0.5).answer({ ...question, withdrawals: 2 });
    expect([...(passedOver ?? [])]).toEqual([4]);
  });

  it('abstains when nothing was found', async () => {
    expect(await answering([], 0).answer(question)).toMatchObject({ abstained: true, confidence: 0, sources: [] });
  });

  it("gives a language model's answer with the reader's confidence in the text that it cites", async () => {
    const sources = [{ trainDataId: 4, quote: 'It is sunflower.', start: 12 }];
    const worded = { text: 'Sunflower is the password.', sources };
    const other = { ...candidate, trainDataId: 5, confidence: 0.9 };
    const answer = { modelId: 7, abstained: false, ...worded };
    expect(await answering([other, candidate], 0.5, worded).answer(question)).toMatchObject({
      ...answer,
      confidence: 0.6,
    });
    expect(await answering([other], 0.5, worded).answer(question)).toMatchObject({ ...answer, confidence: 0.5 });
  });

  it('abstains when a language model says that it was not taught, whatever the reader found', async () => {
    expect(await answering([candidate], 0, 'not-taught').answer(question)).toMatchObject({
      abstained: true,
      text: NOT_TAUGHT,
      sources: [],
    });
  });

  it('says that there is no version', async () => {
    expect(await answering([candidate], 0).answer({ ...question, version: null })).toMatchObject({
      modelId: null,
      abstained: true,
      text: NO_VERSION,
    });
  });
});
