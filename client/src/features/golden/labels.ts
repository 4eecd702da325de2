import type { GoldenOrigin, GoldenUse } from '@personal-assistant/contracts';

/** Where a golden question comes from, in people's words. */
export const ORIGIN_LABELS: Record<GoldenOrigin, string> = {
  PAIR: 'Taught as a pair',
  CORRECTION: 'Corrected answer',
  ABSTENTION: 'Out of scope',
  MANUAL: 'Written by hand',
};

export const USE_LABELS: Record<GoldenUse, string> = {
  LEARN: 'Learned from',
  GATE: 'Kept for the gate',
};
