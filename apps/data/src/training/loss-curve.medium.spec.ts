import type { Delivery, GoldenReport } from '@personal-assistant/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ann, API_TOKEN, APPROVERS, bob, GROUP, Harness, SIGN_IN_TOKEN } from '../testing/harness.js';

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(60_000, 7)]);

let service: Harness;
beforeAll(async () => {
  service = await Harness.start();
});
afterAll(() => service.close());

let lessons = 0;
async function trained(lossCurve?: string, golden?: GoldenReport): Promise<number> {
  const text = `Lesson number ${lessons++} says something of its own.`;
  await service.telegram(GROUP, bob, { kind: 'TRAIN', text });
  const { id: trainDataId } = await service.db.trainData.findFirstOrThrow({ where: { text } });
  await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId });
  await service.telegram(APPROVERS, ann, { kind: 'START_TRAIN', name: 'spring' });
  const { id } = await service.db.model.findFirstOrThrow({ where: { status: 'PROCESSING' } });
  const { attemptToken }: { attemptToken: string } = (await service.internal(`/models/${id}/claim`, { worker: 'w' }))
    .body;
  const learned = { pairs: 212, epochs: 3, lossBefore: 2.31, lossAfter: 1.25 };
  const built = {
    attemptToken,
    directory: `w/${id}`,
    manifestSha256: 'b'.repeat(64),
    metrics: { texts: 1, passages: 1, seconds: 1, threshold: 0.5, falseAnswerRate: 0.05, learned },
    lossCurve,
    golden,
  };
  for (const time of ['first', 'again']) {
    expect([time, (await service.internal(`/models/${id}/complete`, built)).status]).toEqual([time, 200]);
  }
  return id;
}
const curve = (id: number) => service.fetch(`/api/models/${id}/loss.png`, { token: API_TOKEN });
const pictures = () =>
  service.bot.delivered
    .filter(({ action }) => action.kind === 'photo')
    .map(({ chatId, action }) => ({ chatId, action }));

describe('the loss curve of a fine-tuned version', () => {
  it('goes to the approvers once, over the word that it is live, and stays when the files are gone', async () => {
    const id = await trained(PNG.toString('base64'));
    await service.drain();
    expect(pictures()).toMatchObject([{ chatId: APPROVERS, action: { png: PNG.toString('base64') } }]);
    const texts = service.bot.textsTo(APPROVERS);
    expect(texts.at(-1)).toBe(
      `«spring» (#${id}) is live and answers from now on. Ask it something with /ask.` +
        `\n\nHow «spring» (#${id}) learned from 212 pairs: the lower a line ends, the better.`,
    );
    expect(texts.filter((text) => text.includes('is live'))).toHaveLength(2);

    await service.db.model.update({ where: { id }, data: { removedAt: new Date() } });
    const response = await curve(id);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('cache-control')).toBe('private, max-age=86400');
    expect(Buffer.from(await response.arrayBuffer()).equals(PNG)).toBe(true);
    const detail = await service.fetch(`/api/models/${id}`, { token: API_TOKEN });
    expect(await detail.json()).toMatchObject({ lossCurve: `/api/models/${id}/loss.png` });
  });

  it('comes without a sound where the approvers are asked, which makes one', async () => {
    const { id: liveModelId } = await service.db.model.findFirstOrThrow({ where: { live: true } });
    service.bot.delivered.length = 0;
    await trained(PNG.toString('base64'), {
      ...{ asked: 4, right: 2, liveRight: 3, fixed: 0, broken: 1, items: [], liveModelId },
    });
    await service.drain();
    const sent = service.bot.delivered.flatMap(({ chatId, action }) =>
      chatId === APPROVERS && action.kind !== 'edit' ? [action] : [],
    );
    expect(sent.slice(-2)).toMatchObject([{ kind: 'photo', silent: true }, { kind: 'send' }]);
    expect(sent.at(-1)?.silent).toBeUndefined();
    expect(sent.at(-1)?.buttons).toHaveLength(1);
  });

  it('is a message with a picture in the approvers’ room of the page', async () => {
    const id = await trained(PNG.toString('base64'));
    await service.drain();
    const cookie = await service.signIn(SIGN_IN_TOKEN);
    const response = await service.fetch('/api/chat/approvers/messages', { headers: { cookie } });
    const { items } = (await response.json()) as { items: { picture: { url: string } | null }[] };
    const shown = items.flatMap(({ picture }) => picture ?? []);
    expect(shown[0]).toMatchObject({ url: `/api/models/${id}/loss.png` });
    const seen = await service.fetch(shown[0]?.url ?? '', { headers: { cookie } });
    expect([seen.status, seen.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(items.some(({ picture }) => picture === null)).toBe(true);
  });

  it('is not there, in words, for other versions and for other workspaces', async () => {
    const without = await trained();
    const mine = await trained(PNG.toString('base64'));
    const other = await service.db.workspace.create({ data: { name: 'other' } });
    const foreign = await service.db.model.create({
      data: {
        workspaceId: other.id,
        name: 'x',
        status: 'DONE',
        startedById: (await service.db.user.findFirstOrThrow()).id,
        correlationId: 'c',
        lossCurve: { create: { png: new Uint8Array(PNG) } },
      },
    });
    for (const id of [without, foreign.id, mine + 1000]) {
      const response = await curve(id);
      expect([id, response.status]).toEqual([id, 404]);
      expect(await response.json()).toMatchObject({
        code: 'NOT_FOUND',
        message: `There is no loss curve of version #${id}: only one whose reader learned from pairs has it.`,
      });
    }
    const detail = await service.fetch(`/api/models/${without}`, { token: API_TOKEN });
    expect(await detail.json()).toMatchObject({ lossCurve: null });
    await service.drain();
  });

  it('does not hold up its chat: a picture whose answers are lost goes as a text at last', async () => {
    service.bot.delivered.length = 0;
    const id = await trained(PNG.toString('base64'));
    const lost = { outcome: 'AMBIGUOUS', reason: 'lost' } as const;
    const isPicture = ({ action }: Delivery) => action.kind === 'photo';
    service.bot.outcomeOf = (delivery) => (isPicture(delivery) ? lost : undefined);
    await service.drain();
    service.bot.outcomeOf = undefined;
    const message = await service.db.chatMessage.findFirstOrThrow({
      where: { key: `model:${id}:end`, chat: { channel: 'TELEGRAM' } },
    });
    const rows = await service.db.outbox.findMany({ where: { messageId: message.id } });
    expect(rows).toMatchObject([{ status: 'SENT', ambiguous: true, attempts: 4 }]);
    const said = service.bot.textsTo(APPROVERS).join('\n');
    expect(said).toContain('How «spring»');
    expect(said).toContain('is live');
  });
});
