import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Office, readOffice } from '../testing/office.js';
import { BASE_MODELS } from '../testing/paths.js';
import { writePassages } from '../testing/version-fixture.js';
import { Version, type VersionParts } from '../versions/version.js';
import { loadVersionParts } from '../versions/version-parts.js';

/** What the train service gives to a version (`calibration.py`) of a reader of which nothing was measured. */
const THRESHOLD = 0.35;
const FALSE_ANSWERS = 0.05;

/**
 * Questions of an office that nothing was fitted on. The bounds lie a little under what was measured
 * (docs/experiments.md), so that a change for the worse is seen.
 */
describe('an office of 26 texts', () => {
  let office: Office;
  let parts: VersionParts;
  let directory: string;
  let version: Version;
  /** As the train service sets it, for a version of so many passages. */
  const thresholdOf = ({ passages }: Version) => parts.reader.thresholdFor(FALSE_ANSWERS, passages) ?? THRESHOLD;

  beforeAll(async () => {
    [office, parts] = await Promise.all([readOffice(), loadVersionParts(BASE_MODELS)]);
    directory = await mkdtemp(join(tmpdir(), 'office-'));
    await writePassages(
      directory,
      office.texts.map((text, id) => ({ id, text })),
      parts.embedder,
    );
    version = await Version.open(directory, parts);
  });
  afterAll(async () => {
    version.close();
    await rm(directory, { recursive: true });
  });

  async function best(question: string) {
    const { candidates } = await version.find(question, 'live');
    return candidates[0];
  }
  const answered = async (questions: string[]) => {
    const found = await Promise.all(questions.map(best));
    return found.filter((candidate) => (candidate?.confidence ?? 0) >= thresholdOf(version)).length;
  };

  it('answers most of what was taught, nearly always with the right sentence', async () => {
    const found = await Promise.all(
      office.taught.map(async (item) => ({ item, candidate: await best(item.question) })),
    );
    const said = found.filter(({ candidate }) => (candidate?.confidence ?? 0) >= thresholdOf(version));
    const right = said.filter(
      ({ item, candidate }) => candidate?.trainDataId === item.text && candidate.quote.includes(item.quote),
    );
    expect(said.length / found.length).toBeGreaterThanOrEqual(0.85);
    expect(right.length / said.length).toBeGreaterThanOrEqual(0.95);
  });

  it('answers nothing about the world', async () => {
    expect(await answered(office.far)).toBe(0);
  });

  it('seldom answers what is close to a taught text but was not taught', async () => {
    expect((await answered(office.near)) / office.near.length).toBeLessThanOrEqual(0.2);
  });

  it.each([1, 2, 5, 10, 20])('knows with %i texts what it was taught and what not', async (size) => {
    const small = await mkdtemp(join(tmpdir(), 'office-'));
    await writePassages(
      small,
      office.texts.slice(0, size).map((text, id) => ({ id, text })),
      parts.embedder,
    );
    const few = await Version.open(small, parts);
    const confidence = async (question: string) => (await few.find(question, 'live')).candidates[0]?.confidence ?? 0;
    try {
      for (const question of ['what is the wifi password?', 'wi fi password for guests?']) {
        expect(await confidence(question), question).toBeGreaterThanOrEqual(thresholdOf(few));
      }
      for (const question of ['who won the world cup in 1998?', ...office.far]) {
        expect(await confidence(question), question).toBeLessThan(thresholdOf(few));
      }
    } finally {
      few.close();
      await rm(small, { recursive: true });
    }
  });
});
