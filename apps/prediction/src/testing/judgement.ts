import { EVIDENCE, type Evidence } from '../reading/evidence.js';
import { DECISION, type Judgement } from '../reading/judgement.js';
import { sigmoid } from '../reading/logistic.js';

/** Evidence that is zero but for what is given. */
export function evidenceOf(given: Partial<Evidence>): Evidence {
  return { ...(Object.fromEntries(EVIDENCE.map((name) => [name, 0])) as Evidence), ...given };
}

/** Weights that are zero but for what is given; log odds become a probability as they are. */
export function judgementOf(
  rank: Partial<Judgement['rank']>,
  decide: Partial<Judgement['decide']>,
  others: Partial<Judgement> = {},
): Judgement {
  return {
    about: 'made for a test',
    reader: { name: 'fake-reader', sha256: 'a'.repeat(64) },
    passages: 3,
    enough: 1,
    wide: 0,
    rank: evidenceOf(rank),
    decide: { ...(Object.fromEntries(DECISION.map((name) => [name, 0])) as Judgement['decide']), ...decide },
    bends: [],
    calibration: Array.from({ length: 161 }, (_, i): [number, number] => [i / 10 - 8, sigmoid(i / 10 - 8)]),
    thresholds: [],
    ...others,
  };
}
