import { describe, expect, it } from 'vitest';
import { FakePassageReader } from '../testing/fake-passage-reader.js';
import { RememberingReader } from './remembering-reader.js';

const TEXT = 'The gate opens at 8.';

describe('RememberingReader', () => {
  it('reads a passage for a question once, and others for themselves', async () => {
    const model = new FakePassageReader({ gate: { answer: 'at 8', logit: 5, answerable: 3 } });
    const reader = new RememberingReader(model);
    const first = await reader.read('When?', TEXT, 'background');
    expect(await reader.read('When?', TEXT, 'background')).toBe(first);
    await reader.read('Where?', TEXT, 'background');
    await reader.read('When?', 'The door is open.', 'background');
    expect(model.asked).toEqual([
      ['When?', TEXT],
      ['Where?', TEXT],
      ['When?', 'The door is open.'],
    ]);
    expect(reader.identity).toBe(model.identity);
  });

  it('reads anew for people, whose questions are rarely the same', async () => {
    const model = new FakePassageReader({});
    const reader = new RememberingReader(model);
    for (const lane of ['background', 'live', 'live'] as const) await reader.read('When?', TEXT, lane);
    expect(model.asked).toHaveLength(3);
  });

  it('forgets what was not asked for long', async () => {
    const model = new FakePassageReader({});
    const reader = new RememberingReader(model, 2);
    for (const question of ['a?', 'b?', 'a?', 'c?', 'a?', 'b?']) await reader.read(question, TEXT, 'background');
    expect(model.asked.map(([question]) => question)).toEqual(['a?', 'b?', 'c?', 'b?']);
  });
});
