import { connect, Session, type Table } from '@lancedb/lancedb';
import { z } from 'zod';
import type { Passage, TextWindows, Window } from './passage.js';

/** Name of the table inside a version directory: LanceDB keeps it in `passages.lance`. */
export const TABLE = 'passages';
// The score column of each search is named beside these, else LanceDB warns about every query.
const COLUMNS = ['id', 'train_data_id', 'text', 'start', 'end', 'sentences', 'vector'];

/**
 * How far an approximate vector index is searched (docs/experiments.md, «A million passages»): partitions of 16,000 passages, nodes
 * of each that are kept while walking, and how many times the wanted number is then ranked by the exact vectors. No effect
 * on a table without one.
 */
const PARTITIONS_SEARCHED = 20;
const SEARCH_WIDTH = 150;
const EXACTLY_RANKED = 1;

const MEGABYTE = 1024n * 1024n;
/** LanceDB's caches, shared by all versions of the process. Its own bounds are 6 GB and 1 GB. */
const SESSION = new Session(512n * MEGABYTE, 64n * MEGABYTE);

/** Arrow gives 64 bit columns as bigint and nested columns as iterable vectors. */
const integer = z.union([z.bigint(), z.number()]).transform(Number).pipe(z.number().int());
const iterable = z.custom<Iterable<unknown>>(
  (value) => typeof value === 'object' && value !== null && Symbol.iterator in value,
);
const pair = iterable.transform((value) => [...value]).pipe(z.tuple([integer, integer]));
const windowSchema = z.object({
  train_data_id: integer,
  text: z.string(),
  start: integer,
  sentences: iterable
    .transform((value) => [...value])
    .pipe(z.array(pair.transform(([start, end]) => ({ start, end })))),
});
const rowSchema = windowSchema.extend({
  id: integer,
  vector: z
    .custom<{ toArray(): unknown }>()
    .transform((value) => value.toArray())
    .pipe(z.instanceof(Float32Array)),
});

/** A row of a search result; {@link PassageHit.passage} decodes it, which only the rows that are kept need. */
export interface PassageHit {
  readonly id: number;
  readonly trainDataId: number;
  /** BM25 score of a search for words. */
  readonly wordScore?: number;
  passage(): Passage;
}

/** The passages of one version on disk. The only place that knows LanceDB. */
export class PassageTable implements TextWindows {
  private constructor(
    private readonly table: Table,
    private readonly release: () => void,
  ) {}

  /** @param directory absolute path of the version directory. */
  static async open(directory: string): Promise<PassageTable> {
    const connection = await connect(directory, {}, SESSION);
    try {
      const table = await connection.openTable(TABLE);
      return new PassageTable(table, () => {
        table.close();
        connection.close();
      });
    } catch (cause) {
      connection.close();
      throw cause;
    }
  }

  count(): Promise<number> {
    return this.table.countRows();
  }

  /** Every passage, in no order; for measurements over a whole version. */
  async all(): Promise<Passage[]> {
    return hits(await this.table.query().select(COLUMNS).toArray()).map((hit) => hit.passage());
  }

  /** Nearest passages first; exact as long as the table has no vector index (the train service makes one for large ones). */
  async searchVector(vector: Float32Array, limit: number): Promise<PassageHit[]> {
    // No distance type: with an index its own counts, without one it is L2, and on unit vectors all order alike.
    return hits(
      await this.table
        .vectorSearch(vector)
        .select([...COLUMNS, '_distance'])
        .limit(limit)
        .nprobes(PARTITIONS_SEARCHED)
        .ef(SEARCH_WIDTH)
        .refineFactor(EXACTLY_RANKED)
        .toArray(),
    );
  }

  /** Best BM25 score first. @param words made by `searchText`; may be empty. */
  async searchWords(words: string, limit: number): Promise<PassageHit[]> {
    if (words === '') return [];
    const query = this.table.query().fullTextSearch(words, { columns: ['text'] });
    return hits(
      await query
        .select([...COLUMNS, '_score'])
        .limit(limit)
        .toArray(),
    );
  }

  async windowsOf(trainDataIds: readonly number[]): Promise<Map<number, Window[]>> {
    const texts = new Map<number, Window[]>(trainDataIds.map((id) => [id, []]));
    if (texts.size === 0) return texts;
    const rows = await this.table
      .query()
      .where(`train_data_id IN (${[...texts.keys()].join(', ')})`)
      .select(Object.keys(windowSchema.shape))
      .toArray();
    for (const { train_data_id, ...window } of z.array(windowSchema).parse(rows))
      texts.get(train_data_id)?.push(window);
    for (const windows of texts.values()) windows.sort((a, b) => a.start - b.start);
    return texts;
  }

  close(): void {
    this.release();
  }
}

function hits(rows: unknown[]): PassageHit[] {
  return rows.map((row) => ({
    id: integer.parse((row as { id: unknown }).id),
    trainDataId: integer.parse((row as { train_data_id: unknown }).train_data_id),
    wordScore: (row as { _score?: number })._score,
    passage: () => {
      const value = rowSchema.parse(row);
      return {
        id: value.id,
        trainDataId: value.train_data_id,
        text: value.text,
        start: value.start,
        sentences: value.sentences,
        vector: value.vector,
      };
    },
  }));
}
