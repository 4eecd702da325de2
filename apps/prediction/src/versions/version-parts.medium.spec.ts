import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { speakPlainly } from '@personal-assistant/service-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judgementOf } from '../testing/judgement.js';
import { BASE_MODELS, EIGHT_DIMENSIONS, EMBEDDER_DIRECTORY, TINY_READER } from '../testing/paths.js';
import { writePassages } from '../testing/version-fixture.js';
import { loadVersionParts } from './version-parts.js';
import { Version } from './version.js';

describe('loadVersionParts', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parts-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A copy of a model folder with these files in place of its own, and checksums to match. */
  async function changed(source: string, files: Record<string, Buffer | string>): Promise<string> {
    const copy = join(folder, 'model');
    await cp(source, copy, { recursive: true });
    const sums = JSON.parse(await readFile(join(copy, 'checksums.json'), 'utf8')) as { sha256: Record<string, string> };
    for (const [name, bytes] of Object.entries(files)) {
      await writeFile(join(copy, name), bytes);
      sums.sha256[name] = createHash('sha256').update(bytes).digest('hex');
    }
    await writeFile(join(copy, 'checksums.json'), JSON.stringify(sums));
    return copy;
  }
  const readerWith = (judgement: object) => changed(TINY_READER, { 'confidence.json': JSON.stringify(judgement) });
  async function embedderConfig(change: object): Promise<string> {
    const config = JSON.parse(await readFile(join(EMBEDDER_DIRECTORY, 'config.json'), 'utf8')) as object;
    return JSON.stringify({ ...config, ...change });
  }

  it('answers with the reader that READER_MODEL names', async () => {
    const parts = await loadVersionParts(BASE_MODELS, { reader: TINY_READER });
    expect(parts.reader.identity?.name).toBe('tiny-reader');
    const texts = [
      { id: 1, text: 'Welcome. Lunch is at noon.' },
      { id: 2, text: 'Dinner is at six.' },
    ];
    await writePassages(folder, texts, parts.embedder);
    const version = await Version.open(folder, parts);
    const { candidates } = await version.find('When is lunch?', 'live');
    version.close();
    expect(candidates[0]).toMatchObject({ trainDataId: 1, answer: 'noon', quote: 'Lunch is at noon.', start: 9 });
    expect(candidates[0]?.confidence).toBeGreaterThan(0.9);
    expect(parts.reader.thresholdFor(0.05, 10)).toBeNull();
  });

  it('takes over what was fitted for the reader', async () => {
    const {
      reader: { identity },
    } = await loadVersionParts(BASE_MODELS, { reader: TINY_READER });
    const fitted = judgementOf({}, {}, { reader: identity ?? { name: '', sha256: '' }, passages: 5 });
    const thresholds = [{ passages: 10, byShare: [[0.05, 0.4]] }];
    const reader = await readerWith({ ...fitted, thresholds });
    const parts = await loadVersionParts(BASE_MODELS, { reader });
    expect(parts.reader.create().reads).toBe(5);
    expect(parts.reader.thresholdFor(0.05, 10)).toBe(0.4);
  });

  it('reads with the reader that was fine-tuned for a version, and with the base reader in the others', async () => {
    const parts = await loadVersionParts(BASE_MODELS, { reader: TINY_READER });
    const [plain, tuned] = [join(folder, 'plain'), join(folder, 'tuned')];
    for (const directory of [plain, tuned]) {
      await writePassages(directory, [{ id: 1, text: 'Lunch is at noon.' }], parts.embedder);
    }
    const config = JSON.parse(await readFile(join(TINY_READER, 'config.json'), 'utf8')) as object;
    const own = await changed(TINY_READER, { 'config.json': JSON.stringify({ ...config, name: 'tiny-reader-tuned' }) });
    await cp(own, join(tuned, 'reader'), { recursive: true });
    const versions = await Promise.all([plain, tuned].map((directory) => Version.open(directory, parts)));
    expect(versions.map(({ reader }) => reader.identity?.name)).toEqual(['tiny-reader', 'tiny-reader-tuned']);
    for (const version of versions) {
      const { candidates } = await version.find('When is lunch?', 'live');
      expect(candidates[0]?.answer).toBe('noon');
      version.close();
    }
  });

  it('opens no version whose own reader is damaged', async () => {
    const parts = await loadVersionParts(BASE_MODELS, { reader: TINY_READER });
    await writePassages(folder, [{ id: 1, text: 'Lunch is at noon.' }], parts.embedder);
    await cp(TINY_READER, join(folder, 'reader'), { recursive: true });
    await writeFile(join(folder, 'reader', 'tokenizer.json'), '{}');
    await expect(Version.open(folder, parts)).rejects.toThrow(/tokenizer\.json differs from its checksum/);
  });

  it('refuses what was fitted for another reader', async () => {
    const reader = await readerWith(judgementOf({}, {}));
    await expect(loadVersionParts(BASE_MODELS, { reader })).rejects.toThrow(
      /confidence\.json was made for another reader \(«fake-reader»\)/,
    );
  });

  it('says in one sentence which file of a folder cannot be used, why, and what to do', async () => {
    speakPlainly();
    const identity = { name: 'tiny-reader', sha256: '0' };
    const { decide, ...fitted } = judgementOf({}, {}, { reader: identity });
    const without = { ...fitted, decide: { ...decide, lead: undefined } };
    await expect(loadVersionParts(BASE_MODELS, { reader: await readerWith(without) })).rejects.toThrow(
      /^\S+\/model\/confidence\.json cannot be used, «decide\.lead» is missing: make it again with npm run fit:reader\.$/,
    );
    const cut = await changed(TINY_READER, { 'confidence.json': '{"about": "…' });
    await expect(loadVersionParts(BASE_MODELS, { reader: cut })).rejects.toThrow(
      /^\S+\/model\/confidence\.json is not JSON: make it again with npm run fit:reader\.$/,
    );
    const shapeless = await changed(EMBEDDER_DIRECTORY, { 'config.json': await embedderConfig({ maxTokens: 'many' }) });
    await expect(loadVersionParts(BASE_MODELS, { embedder: shapeless })).rejects.toThrow(
      /^\S+\/model\/config\.json cannot be used, «maxTokens» must be a number: fetch it again from where it came\.$/,
    );
    const pieceless = await changed(EMBEDDER_DIRECTORY, {
      'tokenizer.json': '{}',
      'config.json': await embedderConfig({}),
    });
    await expect(loadVersionParts(BASE_MODELS, { embedder: pieceless })).rejects.toThrow(
      /^\S+\/model\/tokenizer\.json cannot be used, «model» is missing: fetch it again from where it came\.$/,
    );
    await writeFile(join(shapeless, 'checksums.json'), '[]');
    await expect(loadVersionParts(BASE_MODELS, { embedder: shapeless })).rejects.toThrow(
      /^\S+\/model\/checksums\.json cannot be used, its content must be an object: fetch it again from where it came\.$/,
    );
  });

  it('says in one sentence that a model cannot be run', async () => {
    const damaged = await changed(TINY_READER, { 'model.onnx': 'no network' });
    await expect(loadVersionParts(BASE_MODELS, { reader: damaged })).rejects.toThrow(
      /^\S+\/model\/model\.onnx is no ONNX model that can be run: fetch it again from where it came\.$/,
    );
  });

  it('takes the embedder that EMBEDDER_MODEL names', async () => {
    const other = await changed(EMBEDDER_DIRECTORY, { 'config.json': await embedderConfig({ name: 'another' }) });
    const { embedder } = await loadVersionParts(BASE_MODELS, { embedder: other, reader: TINY_READER });
    expect(embedder.identity.name).toBe('another');
  });

  it('says which variable is wrong when a folder is missing', async () => {
    await expect(loadVersionParts(BASE_MODELS, { reader: join(folder, 'none') })).rejects.toThrow(/READER_MODEL/);
  });

  it('opens an embedder with vectors of another length end to end', async () => {
    const other = await changed(EMBEDDER_DIRECTORY, {
      'model.onnx': await readFile(EIGHT_DIMENSIONS),
      'config.json': await embedderConfig({ dimensions: 8 }),
    });
    const parts = await loadVersionParts(BASE_MODELS, { embedder: other, reader: TINY_READER });
    expect(parts.embedder.dimensions).toBe(8);
    await writePassages(folder, [{ id: 1, text: 'Lunch is at noon.' }], parts.embedder);
    const version = await Version.open(folder, parts);
    const { candidates } = await version.find('When is lunch?', 'live');
    version.close();
    expect(candidates[0]?.answer).toBe('noon');
  });
});
