import type { Lane } from '../retrieval/slots.js';
import { Lru } from './lru.js';
import type { PassageReader, PassageReading } from './reader-model.js';

/** Some 6 KB each; four hundred golden questions are read in half of them. */
const REMEMBERED = 4096;

/**
 * Remembers what was read for calibration and tests. They ask the same again: each probe with and without its own text, each
 * golden question of the new version and of the live one, which mostly hold the same passages. Reading is nearly all of the work.
 */
export class RememberingReader implements PassageReader {
  private readonly readings: Lru<PassageReading>;

  constructor(
    private readonly reader: PassageReader,
    size = REMEMBERED,
  ) {
    this.readings = new Lru(size);
  }

  get identity() {
    return this.reader.identity;
  }

  async read(question: string, passage: string, lane: Lane): Promise<PassageReading> {
    if (lane === 'live') return this.reader.read(question, passage, lane);
    const key = JSON.stringify([question, passage]);
    const known = this.readings.get(key);
    if (known) return known;
    const reading = await this.reader.read(question, passage, lane);
    this.readings.set(key, reading);
    return reading;
  }
}
