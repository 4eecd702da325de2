import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseExamples, readExamples } from './examples.js';

const LUNCH = {
  domain: 'office',
  context: '🍕 Lunch is at noon.',
  question: 'When is lunch?',
  answers: [{ text: 'noon', start: 14 }],
};
const line = (change: object = {}) => JSON.stringify({ ...LUNCH, ...change });

describe('parseExamples', () => {
  it('reads a line an example and passes over empty ones', () => {
    expect(parseExamples(`${line()}\n\n${line({ domain: 'b' })}\n`, 'f')).toEqual([LUNCH, { ...LUNCH, domain: 'b' }]);
  });

  it('counts offsets in code points, not in UTF-16 units', () => {
    // In UTF-16 units the answer begins at 15, because the pizza takes two.
    expect(LUNCH.context.indexOf('noon')).toBe(15);
    expect(() => parseExamples(line({ answers: [{ text: 'noon', start: 15 }] }), 'f.jsonl')).toThrow(
      'f.jsonl, line 1: the context has "oon." at 15 (in code points), not the answer "noon".',
    );
  });

  it.each([
    ['no JSON', '{', 'f, line 2: not JSON.'],
    ['no object', '3', /^f, line 2: the object: .*expected object/],
    ['a field that is missing', line({ question: undefined }), /^f, line 2: question: /],
    [
      'a field of the wrong type',
      line({ answers: [{ text: 'noon', start: '14' }] }),
      /^f, line 2: answers\.0\.start: /,
    ],
    ['no answer', line({ answers: [] }), 'f, line 2: answers: needs at least one answer.'],
  ])('names the line that has %s', (_, wrong, message) => {
    expect(() => parseExamples(`${line()}\n${wrong}`, 'f')).toThrow(message);
  });

  it('takes a question that nothing answers where that is asked for', () => {
    const unanswered = line({ answers: [] });
    expect(parseExamples(unanswered, 'f', { unanswered: true })).toEqual([{ ...LUNCH, answers: [] }]);
  });

  it('refuses a file without examples', () => {
    expect(() => parseExamples('\n', 'f')).toThrow('f has no examples.');
  });
});

describe('readExamples', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'examples-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('reads plain and packed files', async () => {
    await writeFile(join(folder, 'a.jsonl'), line());
    await writeFile(join(folder, 'a.jsonl.gz'), gzipSync(line()));
    expect(await readExamples(join(folder, 'a.jsonl'))).toEqual([LUNCH]);
    expect(await readExamples(join(folder, 'a.jsonl.gz'))).toEqual([LUNCH]);
  });

  it('says that a file is missing, or not what its name says', async () => {
    await writeFile(join(folder, 'plain.jsonl.gz'), line());
    await expect(readExamples(join(folder, 'none.jsonl'))).rejects.toThrow(/none\.jsonl does not exist\.$/);
    await expect(readExamples(join(folder, 'plain.jsonl.gz'))).rejects.toThrow(/is not a gzip file/);
    await expect(readExamples(folder)).rejects.toThrow(/cannot be read/);
  });
});
