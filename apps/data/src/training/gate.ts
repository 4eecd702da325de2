import type { GoldenReport } from '@personal-assistant/contracts';
import type { Config } from '@personal-assistant/service-kit';

export interface GateVerdict {
  passes: boolean;
  /** One clause for people. */
  reason: string;
}

/**
 * Shares of the golden questions that a version may answer fewer than the live one, where its new pairs fit: every training moves some
 * answers a little, and an approver who is asked after each honest one learns to press the button.
 */
const TOLERATED = {
  /** All that is missing. */
  missing: 0.05,
  /** … of which it would say something else now. The others it still knows, only not surely enough. */
  wrong: 0.025,
};

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
  const { asked, right, liveRight, hesitant } = report;
  const score = `${right} of ${asked} golden questions right, version #${liveNow} ${liveRight}`;
  if (right >= liveRight) return { passes: true, reason: score };
  const missing = liveRight - right;
  const known = Math.min(missing, hesitant ?? 0);
  const tolerated = missing <= TOLERATED.missing * asked && missing - known <= TOLERATED.wrong * asked;
  if (hesitant === undefined || !tolerated) {
    return { passes: false, reason: `it is worse than the live one: ${score}` };
  }
  const shy = known > 0 ? `, ${known} of them because it is not sure enough` : '';
  return { passes: true, reason: `${score}; ${missing} fewer${shy}, as may happen by chance, and its new pairs fit` };
}
