import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { connect, Index } from '@lancedb/lancedb';
import type { LanguageModel } from '@personal-assistant/contracts';
import { Field, FixedSizeList, Float32, Int32, Int64, List, Schema, Utf8 } from 'apache-arrow';
import { codePointCount, sliceCodePoints } from '../retrieval/code-points.js';
import type { Embedder } from '../retrieval/embedder.js';
import type { ModelIdentity } from '../models/model-folder.js';
import type { Passage, Range } from '../retrieval/passage.js';
import { TABLE } from '../retrieval/passage-table.js';

/** A taught text, as the train service gets it. */
export interface TaughtText {
  readonly id: number;
  readonly text: string;
}

/** Words of a window: about 100 word pieces, as the train service makes them. */
const WINDOW_WORDS = 75;

const int32 = () => new Field('item', new Int32());
const schemaOf = (dimensions: number) =>
  new Schema([
    new Field('id', new Int64()),
    new Field('train_data_id', new Int64()),
    new Field('text', new Utf8()),
    new Field('start', new Int32()),
    new Field('end', new Int32()),
    new Field('sentences', new List(new Field('item', new List(int32())))),
    new Field('vector', new FixedSizeList(dimensions, new Field('item', new Float32()))),
  ]);

/** A passage as it lies in the table, but for its vector. */
export type TaughtWindow = Omit<Passage, 'id' | 'vector'>;

/** Writes `passages.lance` into a directory, in the form of the train service. Returns the number of passages. */
export function writePassages(directory: string, texts: readonly TaughtText[], embedder: Embedder): Promise<number> {
  return writeWindows(directory, texts.flatMap(windowsOf), embedder);
}

/** The same of windows that were made elsewhere. */
export async function writeWindows(
  directory: string,
  passages: readonly TaughtWindow[],
  embedder: Embedder,
): Promise<number> {
  const rows = await Promise.all(
    passages.map(async ({ trainDataId, text, start, sentences }, i) => ({
      id: i + 1,
      train_data_id: trainDataId,
      text,
      start,
      end: start + codePointCount(text),
      sentences: sentences.map((sentence) => [sentence.start, sentence.end]),
      vector: [...(await embedder.embed(text, 'background'))],
    })),
  );
  const connection = await connect(directory);
  const schema = schemaOf(embedder.dimensions);
  const table = await connection.createTable(TABLE, rows, { schema, mode: 'overwrite' });
  await table.createIndex('text', { config: Index.fts() });
  table.close();
  connection.close();
  return rows.length;
}

/** Windows of about 100 word pieces, as the train service makes them. */
export function windowsOf({ id, text }: TaughtText): TaughtWindow[] {
  return windows(text).map((sentences) => {
    const start = sentences[0]?.start ?? 0;
    const end = sentences.at(-1)?.end ?? 0;
    return { trainDataId: id, text: sliceCodePoints(text, start, end), start, sentences };
  });
}

/** Writes `manifest.json` over the files of the directory. Returns its SHA-256. */
export async function writeManifest(
  directory: string,
  threshold: number,
  models: { embedder: ModelIdentity; reader?: ModelIdentity; languageModel?: LanguageModel },
): Promise<string> {
  const files: Record<string, { sha256: string }> = {};
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files[relative(directory, path)] = { sha256: sha256(await readFile(path)) };
  }
  const manifest = JSON.stringify({ ...models, metrics: { threshold }, files });
  await writeFile(join(directory, 'manifest.json'), manifest);
  return sha256(manifest);
}

/** Sentences of a text, in code points. */
export function sentencesOf(text: string): Range[] {
  const ranges: Range[] = [];
  let start = 0;
  let position = 0;
  for (const part of text.split(/(?<=[.!?…]["'”’)]*\s)|(?<=\n)/u)) {
    position += codePointCount(part);
    if (part.trim() !== '') ranges.push({ start, end: position });
    start = position;
  }
  return ranges;
}

/** Windows of whole sentences that overlap by one. */
function windows(text: string): Range[][] {
  const result: Range[][] = [];
  let window: Range[] = [];
  let words = 0;
  for (const sentence of sentencesOf(text)) {
    const length = sliceCodePoints(text, sentence.start, sentence.end).split(/\s+/u).length;
    if (words + length > WINDOW_WORDS && window.length > 0) {
      result.push(window);
      const last = window.at(-1);
      window = last && window.length > 1 ? [last] : [];
      words = 0;
    }
    window.push(sentence);
    words += length;
  }
  if (window.length > 0) result.push(window);
  return result;
}

function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
