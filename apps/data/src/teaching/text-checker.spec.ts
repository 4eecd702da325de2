import { loadConfig } from '@personal-assistant/service-kit';
import { afterEach, expect, it } from 'vitest';
import { FakeService } from '../testing/fake-services.js';
import { trainServiceChecker } from './text-checker.js';

let train: FakeService;
afterEach(() => train.close());

/** A train service whose first `drops` connections break. */
async function checkerThatDrops(drops: number) {
  train = new FakeService(() =>
    train.requests.length <= drops ? 'drop' : { status: 200, body: { checks: [{ tokens: 3, language: 'en' }] } },
  );
  const TRAIN_SERVICE_URL = await train.listen();
  return trainServiceChecker(loadConfig({ TRAIN_SERVICE_URL, SERVICE_TOKEN: 'service-token-of-the-test' }));
}

it('asks once more when the connection broke', async () => {
  const checker = await checkerThatDrops(1);
  expect(await checker.check(['one two three'])).toEqual([{ tokens: 3, language: 'en' }]);
});

it('says after the second time that it cannot check now', async () => {
  const checker = await checkerThatDrops(2);
  await expect(checker.check(['one two three'])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(train.requests).toHaveLength(2);
});
