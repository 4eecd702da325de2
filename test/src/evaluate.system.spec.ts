import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './support/system.js';

const EXAMPLES = [
  ['The guest Wi-Fi password is sunflower-42.', 'What is the wifi password?', 'sunflower-42'],
  ['Lunch is served at noon in the canteen.', 'When is lunch served?', 'noon'],
  ['The printer stands on the second floor. Its paper is in the grey drawer.', 'Where is the paper?', 'grey drawer'],
  ['Lunch is served at noon in the canteen.', 'Who repairs the heating?', ''],
].map(([context = '', question = '', text = '']) => ({
  domain: 'office',
  context,
  question,
  answers: text === '' ? [] : [{ text, start: context.indexOf(text) }],
}));

/** `npm run evaluate` as a person runs it. */
describe('npm run evaluate', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pa-evaluate-test-'));
    await writeFile(join(folder, 'office.jsonl'), EXAMPLES.map((example) => JSON.stringify(example)).join('\n'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const start = (...args: string[]) => {
    const child = spawn(process.execPath, ['scripts/evaluate.mjs', ...args], { cwd: ROOT });
    const run = { child, output: '' };
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (run.output += chunk.toString()));
    }
    return run;
  };
  const ended = async (child: ChildProcess) => ((await once(child, 'close')) as [number | null])[0];
  const systemFolder = (output: string) => /Starting a system in (\S+)/u.exec(output)?.[1];

  it('teaches, trains, asks and reports, and leaves nothing behind', async () => {
    const json = join(folder, 'out.json');
    const run = start('--data', join(folder, 'office.jsonl'), '--json', json);
    expect(await ended(run.child), run.output).toBe(0);
    const result = JSON.parse(await readFile(json, 'utf8'));
    expect(result).toMatchObject({
      circumstances: { machine: { cores: expect.any(Number) }, command: expect.stringContaining('--data') },
      counts: { taught: 3, heldOut: 0, refused: 0, disagreements: 0, failures: [] },
      product: { answerable: 3, unanswerable: 1, failed: 0, recallAt10: 1, forced: { right: 1 } },
      baselines: { goldPassage: { right: 1 } },
    });
    expect(result.questions).toHaveLength(4);
    expect(result.questions[0].candidates.bm25.quote).not.toBe('');
    expect(run.output).toMatch(/best MiniLM sentence +\d/u);
    expect(existsSync(systemFolder(run.output)!)).toBe(false);
  });

  it('stops the system and removes its folder on Ctrl-C', async () => {
    const run = start('--data', join(folder, 'office.jsonl'));
    const exit = ended(run.child);
    while (systemFolder(run.output) === undefined) await once(run.child.stdout, 'data');
    // As on a terminal, where npm sends it once more.
    run.child.kill('SIGINT');
    run.child.kill('SIGINT');
    expect(await exit, run.output).toBe(130);
    expect(existsSync(systemFolder(run.output)!)).toBe(false);
  });

  it('says what is wrong with the data before it starts anything', async () => {
    await writeFile(join(folder, 'broken.jsonl'), `${JSON.stringify(EXAMPLES[0])}\n{"domain": "office"}\n`);
    const run = start('--data', join(folder, 'broken.jsonl'));
    expect(await ended(run.child)).toBe(2);
    expect(run.output).toMatch(/broken\.jsonl, line 2: context: /u);
    expect(run.output).not.toContain('Starting a system');
  });
});
