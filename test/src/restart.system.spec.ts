import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type ServiceName, System } from './support/system.js';

/** What a person who runs it at home does to it: pulls the plug, starts it twice, stops it, lets parts of it crash. */
describe('on one machine', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.start();
    await system.api('POST', '/api/train-data/bulk', { texts: ['The guest Wi-Fi password is sunflower-42.'] });
    const { body } = await system.api('POST', '/api/models', { name: 'first' });
    await eventually('the first version is live', async () =>
      (await system.api('GET', `/api/models/${body.id}`)).body.live ? true : undefined,
    );
  }, 240_000);
  afterAll(() => system.stop(), 60_000);

  const answers = async (): Promise<string | undefined> =>
    (await system.api('POST', '/api/questions?wait=20', { text: 'What is the wifi password?' })).body.answer?.text;

  it.each<ServiceName>(['prediction', 'data-consumer', 'train', 'telegram-bot', 'data'])(
    'starts %s again after a crash, and says so',
    async (service) => {
      const before = (await system.runState()).services[service]?.pid;
      await system.kill(service);
      await eventually(`${service} runs again`, async () => {
        const state = (await system.runState()).services[service];
        return state && state.pid !== before ? true : undefined;
      });
      await eventually(
        'it answers again',
        async () => {
          const text = await answers().catch(() => undefined);
          return text?.includes('sunflower-42') ? true : undefined;
        },
        60_000,
      );
      expect(system.output).toMatch(new RegExp(`${service}[^\\n]*(again|restart)`, 'iu'));
    },
    120_000,
  );

  it('brings PostgreSQL back when it crashes, with everything in it', async () => {
    await system.kill('postgres');
    await eventually(
      'it answers again',
      async () => {
        const text = await answers().catch(() => undefined);
        return text?.includes('sunflower-42') ? true : undefined;
      },
      60_000,
    );
  }, 90_000);

  it('survives kill -9 of the whole tree', async () => {
    const state = await system.runState();
    await system.kill('launcher');
    for (const { pid } of Object.values(state.services)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It went with the launcher.
      }
    }
    await system.launch();
    expect(await answers()).toContain('sunflower-42');
  }, 180_000);

  it('refuses a second start on the same folder in one line', async () => {
    const { code, output } = await system.startAgain();
    expect(code).not.toBe(0);
    expect(output.trim().split('\n').at(-1)).toMatch(/already/iu);
  }, 60_000);
});
