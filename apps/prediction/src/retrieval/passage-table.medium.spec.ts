import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EMBEDDER_DIRECTORY } from '../testing/paths.js';
import { writeWindows } from '../testing/version-fixture.js';
import { OnnxEmbedder } from './embedder.js';
import type { Window } from './passage.js';
import { PassageTable } from './passage-table.js';

describe('PassageTable', () => {
  const window = (text: string, start: number): Window => ({
    text,
    start,
    sentences: [{ start, end: start + text.length }],
  });
  const LUNCH = [window('Lunch is at noon.', 0), window('It is in the canteen.', 18)] as const;
  const DINNER = window('Dinner is at six.', 0);
  let folder: string;
  let table: PassageTable;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'passages-'));
    const embedder = await OnnxEmbedder.load(EMBEDDER_DIRECTORY);
    const rows = [
      { ...LUNCH[1], trainDataId: 7 },
      { ...DINNER, trainDataId: 8 },
      { ...LUNCH[0], trainDataId: 7 },
    ];
    await writeWindows(folder, rows, embedder);
    await embedder.close();
    table = await PassageTable.open(folder);
  });
  afterAll(async () => {
    table.close();
    await rm(folder, { recursive: true });
  });

  it('gives all windows of a text, in their order in it', async () => {
    expect(await table.windowsOf([7])).toEqual(new Map([[7, LUNCH]]));
    expect(await table.windowsOf([8, 9, 7])).toEqual(
      new Map<number, readonly Window[]>([
        [8, [DINNER]],
        [9, []],
        [7, LUNCH],
      ]),
    );
    expect(await table.windowsOf([])).toEqual(new Map());
  });
});
