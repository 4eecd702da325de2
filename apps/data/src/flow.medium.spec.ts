import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ann, APPROVERS, bob, GROUP, Harness } from './testing/harness.js';

/** The whole life of a text: taught, approved, learned, asked for. */
describe('teach, approve, train, ask in Telegram', () => {
  let service: Harness;
  beforeAll(async () => {
    service = await Harness.start();
  });
  afterAll(() => service.close());

  it('teaches: a receipt for the member and a card for the approvers', async () => {
    const text = 'The guest Wi-Fi password is sunflower-42.';
    await service.telegram(GROUP, bob, { kind: 'TRAIN', text });
    await service.drain();
    expect(service.bot.textsTo(GROUP)).toEqual(['Thank you! I passed this on to the approvers as #1.']);
    const [newChat, card] = service.bot.textsTo(APPROVERS);
    expect(newChat).toContain('Bob (@bob) now uses me in the group «Garden club»');
    expect(card).toContain('#1 from Bob (@bob) in «Garden club»');
    expect(card).toContain(text);
  });

  it('approves: the card is found by its message, loses its buttons, and the member hears of it', async () => {
    const card = service.bot.delivered.findLast(({ chatId }) => chatId === APPROVERS);
    if (card?.action.kind !== 'send') throw new Error('no card');
    expect(card.action.buttons?.[0]?.map(({ label }) => label)).toEqual(['Approve', 'Reject']);
    const message = await service.db.chatMessage.findFirstOrThrow({
      where: { key: 'train-data:1:card', externalId: { not: null } },
    });
    await service.telegram(
      APPROVERS,
      ann,
      { kind: 'APPROVE' },
      { replyTo: { messageId: message.externalId ?? '', fromAssistant: true } },
    );
    await service.drain();
    const edited = service.bot.delivered.find(({ action }) => action.kind === 'edit');
    expect(edited?.action).toMatchObject({ kind: 'edit', messageId: message.externalId, buttons: [] });
    expect(service.bot.textsTo(APPROVERS).at(-1)).toContain('Approved by Ann');
    const note = service.bot.delivered.at(-1);
    expect(service.bot.textsTo(GROUP).at(-1)).toBe('#1 was approved by Ann. I will know it after the next training.');
    expect(note?.chatId === GROUP ? note.action : service.bot.delivered.at(-2)?.action).toHaveProperty(
      'replyToMessageId',
    );
    expect(await service.db.trainData.findUniqueOrThrow({ where: { id: 1 } })).toMatchObject({ status: 'PENDING' });
  });

  it('trains: claim, texts, progress, complete, load, live', async () => {
    await service.telegram(APPROVERS, ann, { kind: 'START_TRAIN', name: 'first' });
    const model = await service.db.model.findFirstOrThrow();
    expect(model).toMatchObject({ status: 'PROCESSING', name: 'first', newTexts: 1 });
    const claim = await service.internal(`/models/${model.id}/claim`, { worker: 'w1' });
    expect(claim).toMatchObject({ status: 200, body: { texts: 1, parent: null } });
    const { attemptToken } = claim.body as { attemptToken: string };
    const texts = await service.fetch(`/internal/models/${model.id}/texts?attemptToken=${attemptToken}`, {
      token: 'service-token-for-tests',
    });
    expect(await texts.json()).toEqual({
      items: [{ id: 1, text: 'The guest Wi-Fi password is sunflower-42.', pair: false }],
      next: null,
    });
    const progress = await service.internal(`/models/${model.id}/progress`, {
      attemptToken,
      stage: 'embed',
      fraction: 0.4,
    });
    expect(progress.status).toBe(200);
    const complete = await service.internal(`/models/${model.id}/complete`, {
      attemptToken,
      directory: `w/${model.id}`,
      manifestSha256: 'a'.repeat(64),
      metrics: { texts: 1, passages: 1, seconds: 1.5, threshold: 0.5, falseAnswerRate: 0.04, recallAt1: 1 },
    });
    expect(complete.status).toBe(200);
    await service.drain();
    expect(service.prediction.loaded).toMatchObject([{ modelId: model.id, directory: `w/${model.id}` }]);
    expect(await service.db.model.findUniqueOrThrow({ where: { id: model.id } })).toMatchObject({
      status: 'DONE',
      live: true,
    });
    expect(await service.db.trainData.findUniqueOrThrow({ where: { id: 1 } })).toMatchObject({
      status: 'DONE',
      modelId: model.id,
    });
    expect(service.bot.textsTo(APPROVERS).slice(-2)).toEqual([
      expect.stringContaining(`«first» (#${model.id}) is live: I learned 1 new text (1 text in all) in 1.5 s.`),
      `«first» (#${model.id}) is live and answers from now on. Ask it something with /ask.`,
    ]);
  });

  const claimed = async (text: string) => {
    const question = await service.db.question.findFirstOrThrow({ where: { text } });
    const claim = await service.internal(`/questions/${question.id}/claim`);
    expect(claim.body).toMatchObject({ text, version: { directory: expect.any(String) as string } });
    const { version } = claim.body as { version: { modelId: number } };
    const answer = () =>
      service.internal(`/questions/${question.id}/answer`, {
        modelId: version.modelId,
        abstained: false,
        text: 'sunflower-42',
        confidence: 0.9,
        sources: [{ trainDataId: 1, quote: 'The guest Wi-Fi password is sunflower-42.', start: 0 }],
        ms: 12,
      });
    return { version, answer };
  };
  const answerWith = (modelId: number) =>
    `sunflower-42\nThe guest Wi-Fi password is sunflower-42.\ntaught by Bob · approved by Ann\n«first» (#${modelId})`;

  it('answers in one message when the answer comes at once', async () => {
    // However slow this machine is, nothing leaves before the answer is there.
    await service.db.chat.updateMany({ data: { nextDeliveryAt: new Date(Date.now() + 3_600_000) } });
    await service.telegram(GROUP, bob, { kind: 'ASK', text: 'what is the wifi password?' });
    const { version, answer } = await claimed('what is the wifi password?');
    await answer();
    await service.drain();
    expect(service.bot.delivered.at(-1)?.action.kind).toBe('send');
    expect(service.bot.textsTo(GROUP).at(-1)).toBe(answerWith(version.modelId));
    expect(service.bot.textsTo(GROUP)).not.toContain('Working on it…');
  });

  it('says «working on it» when it takes longer, and edits that into the answer', async () => {
    await service.telegram(GROUP, bob, { kind: 'ASK', text: 'wifi password please?' });
    await service.drain();
    expect(service.bot.textsTo(GROUP).at(-1)).toBe('Working on it…');
    const { version, answer } = await claimed('wifi password please?');
    await answer();
    await service.drain();
    expect(service.bot.delivered.at(-1)?.action.kind).toBe('edit');
    expect(service.bot.textsTo(GROUP).at(-1)).toBe(answerWith(version.modelId));
  });
});
