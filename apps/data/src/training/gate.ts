import type { GoldenReport } from '@personal-assistant/contracts';
import type { Config } from '@personal-assistant/service-kit';

export interface GateVerdict {
  passes: boolean;
  /** One clause for people. */
  reason: string;
}

/**
 * Share of the golden questions to which a version may be too shy to repeat the right answer, where its new pairs fit. More texts
 * make each answer a little less sure, and what is said less surely is no wrong answer.
 */
const HESITANT_SHARE = 0.05;

/**
 * Whether a built version may go live by itself.
 *
 * @param mode `MODEL_GATE`
 * @param report what the golden questions said; absent from a train service that asks none
 * @param comparedWith the version that was live when its training was claimed
 * @param liveNow the version that is live now, or is wanted to be
 */
export function judge(
  mode: Config['MODEL_GATE'],
  report: GoldenReport | undefined,
  comparedWith: number | null,
  liveNow: number | null,
): GateVerdict {
  if (mode === 'always') return { passes: true, reason: 'every version goes live (MODEL_GATE=always)' };
  if (liveNow === null) return { passes: true, reason: 'there was no version before it' };
  if (mode === 'ask') return { passes: false, reason: 'every version waits for you (MODEL_GATE=ask)' };
  if (liveNow !== comparedWith) {
    const other = comparedWith === null ? 'no other' : `#${comparedWith}`;
    return { passes: false, reason: `#${liveNow} was chosen while it was trained, and it was compared with ${other}` };
  }
  if (report?.doubt !== undefined) return { passes: false, reason: report.doubt };
  if (report?.liveRight === undefined) {
    return { passes: true, reason: report?.note ?? 'there are no golden questions yet' };
  }
  const { asked, right, liveRight, hesitant = 0 } = report;
  const score = `${right} of ${asked} golden questions right, version #${liveNow} ${liveRight}`;
  if (right >= liveRight) return { passes: true, reason: score };
  const missing = liveRight - right;
  return missing <= Math.min(hesitant, HESITANT_SHARE * asked)
    ? { passes: true, reason: `${score}; it knows ${missing} more, but is not sure enough to say so` }
    : { passes: false, reason: `it is worse than the live one: ${score}` };
}
