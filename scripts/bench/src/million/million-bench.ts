import type { Progress } from '@personal-assistant/measuring';
import type { Options } from '../options.js';
import type { Timing } from '../timing.js';

export interface Million {
  readonly rows: number;
  readonly build: {
    readonly seconds: number;
    readonly stages: readonly { readonly name: string; readonly seconds: number }[];
    readonly diskBytes: number;
    readonly peakBytes: number;
  };
  readonly memory: { readonly beforeBytes: number; readonly afterBytes: number };
  readonly searches: {
    readonly firstMs: number;
    readonly cold: Timing;
    readonly warm: Timing;
    readonly vector: Timing;
    readonly words: Timing;
    readonly parallel: Timing;
  };
  /** Share of the 10 nearest by exact search that the index finds. */
  readonly recallAt10: { readonly mean: number; readonly p5: number; readonly questions: number };
}

export function measureMillion(_options: Options, _progress: Progress): Promise<Million> {
  throw new Error('to come');
}
