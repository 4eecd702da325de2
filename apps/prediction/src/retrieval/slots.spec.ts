import { describe, expect, it } from 'vitest';
import { Slots } from './slots.js';

/** A work that ends when it is told to. */
function work(log: string[], name: string) {
  let finish: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (finish = resolve));
  return {
    run: () => {
      log.push(name);
      return ended;
    },
    finish,
  };
}

describe('Slots', () => {
  it('runs no more than its size at a time, live work before background work', async () => {
    const slots = new Slots(1);
    const log: string[] = [];
    const [first, background, live] = [work(log, 'first'), work(log, 'background'), work(log, 'live')];
    const all = [
      slots.run('live', first.run).then(live.finish),
      slots.run('background', background.run),
      slots.run('live', live.run).then(background.finish),
    ];
    expect(log).toEqual(['first']);
    first.finish();
    await Promise.all(all);
    expect(log).toEqual(['first', 'live', 'background']);
  });

  it('gives the slot back when a work fails', async () => {
    const slots = new Slots(1);
    await expect(slots.run('live', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(slots.run('live', () => Promise.resolve('fine'))).resolves.toBe('fine');
  });
});
