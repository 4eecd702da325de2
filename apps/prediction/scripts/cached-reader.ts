import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { PassageReader, PassageReading } from '../src/reading/reader-model.js';
import type { Lane } from '../src/retrieval/slots.js';

/** One line of the cache: pieces as `[start, end]`, logits rounded to a thousandth. */
type Line = [key: string, pieces: number[], starts: number[], ends: number[], none: number, answerable: number];

/** Keeps every reading in a file of its reader, so that fitting again costs no reading. */
export class CachedReader implements PassageReader {
  readonly identity: PassageReader['identity'];
  private readonly known = new Map<string, PassageReading>();
  private readonly file: number;

  constructor(
    private readonly reader: PassageReader,
    folder: string,
  ) {
    this.identity = reader.identity;
    const path = join(folder, `readings-${reader.identity.sha256.slice(0, 12)}.jsonl`);
    if (existsSync(path)) this.load(readFileSync(path));
    this.file = openSync(path, 'a');
  }

  async read(question: string, passage: string, lane: Lane): Promise<PassageReading> {
    const key = createHash('sha1').update(`${question}\n${passage}`).digest('base64url');
    const known = this.known.get(key);
    if (known) return known;
    const reading = await this.reader.read(question, passage, lane);
    const { pieces, starts, ends, none, answerable } = reading;
    const round = (values: Float32Array) => Array.from(values, (value) => Math.round(value * 1000) / 1000);
    const line: Line = [
      key,
      pieces.flatMap(({ start, end }) => [start, end]),
      round(starts),
      round(ends),
      none,
      answerable,
    ];
    writeSync(this.file, `${JSON.stringify(line)}\n`);
    this.known.set(key, reading);
    return reading;
  }

  close(): void {
    closeSync(this.file);
  }

  private load(bytes: Buffer): void {
    for (let at = 0; ;) {
      const end = bytes.indexOf(10, at);
      if (end === -1) return; // also passes over a line that was not finished
      const [key, places, starts, ends, none, answerable] = JSON.parse(bytes.toString('utf8', at, end)) as Line;
      const pieces = Array.from({ length: places.length / 2 }, (_, i) => ({
        start: places[2 * i] ?? 0,
        end: places[2 * i + 1] ?? 0,
      }));
      this.known.set(key, {
        pieces,
        starts: Float32Array.from(starts),
        ends: Float32Array.from(ends),
        none,
        answerable,
      });
      at = end + 1;
    }
  }
}
