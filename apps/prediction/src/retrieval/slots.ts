/** `live`: a person waits. `background`: calibration; taken only when no live work waits. */
export type Lane = 'live' | 'background';

/**
 * Lets a fixed number of works run at a time, so that many questions share the cores instead of fighting for them.
 * Within a lane first come, first served.
 */
export class Slots {
  private readonly waiting: Record<Lane, (() => void)[]> = { live: [], background: [] };
  private free: number;

  constructor(size: number) {
    this.free = size;
  }

  async run<T>(lane: Lane, work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting[lane].push(resolve));
    try {
      return await work();
    } finally {
      // A waiting work inherits the slot, so `free` cannot be taken by a newcomer in between.
      const next = this.waiting.live.shift() ?? this.waiting.background.shift();
      if (next) next();
      else this.free++;
    }
  }
}
