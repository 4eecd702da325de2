import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_TOKEN, bob, GROUP, Harness } from '../testing/harness.js';
import { SketchService } from './sketch.service.js';

const NOTE =
  'Visitors sign in at the reception on the ground floor, get a badge for the day, and give it back before six in the evening.';
const LIKE_IT =
  'Visitors sign in at the reception on the first floor, get a badge for the day, and give it back before five in the evening.';

let service: Harness;
beforeAll(async () => {
  service = await Harness.start();
});
afterAll(() => service.close());

async function similarTo(text: string): Promise<unknown> {
  await service.telegram(GROUP, bob, { kind: 'TRAIN', text });
  const { similar } = await service.db.trainData.findFirstOrThrow({ where: { text } });
  return similar;
}

describe('texts that say nearly the same', () => {
  it('are found among those that came in bulk, and a different text is not', async () => {
    const texts = [NOTE, 'Invoices go to the accountant before the fifth of each month.'];
    const response = await service.fetch('/api/train-data/bulk', { method: 'POST', json: { texts }, token: API_TOKEN });
    const { ids } = (await response.json()) as { ids: number[] };
    expect(await similarTo(LIKE_IT)).toEqual([{ id: ids[0], similarity: expect.closeTo(0.87, 1) as number }]);
    expect(await similarTo('The garage closes at eight; whoever is late calls the guard.')).toEqual([]);
  });

  it('are not looked for among withdrawn ones', async () => {
    await service.db.trainData.updateMany({ data: { status: 'WITHDRAWN' } });
    expect(await similarTo(LIKE_IT.replace('five', 'seven'))).toEqual([]);
  });

  it('are found among texts of a release that made no sketches, once the service has made them', async () => {
    await service.db.trainData.updateMany({ where: { text: NOTE }, data: { status: 'DONE' } });
    await service.db.trainData.updateMany({ where: { text: { not: NOTE } }, data: { status: 'WITHDRAWN' } });
    await service.db.textSketch.deleteMany();
    await service.app.get(SketchService).fill();
    expect(await service.db.textSketch.count()).toBe(await service.db.trainData.count());
    const { id } = await service.db.trainData.findFirstOrThrow({ where: { text: NOTE } });
    expect(await similarTo(`${LIKE_IT} Thank you.`)).toMatchObject([{ id }]);
  });
});
