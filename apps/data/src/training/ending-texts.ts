import { goldenReportSchema, type RichText } from '@personal-assistant/contracts';
import { bold, rich } from '../chats/rich.js';
import { lossCurveText, goldenScore, versionName } from './texts.js';
import type { ModelRecord } from './model.repository.js';

/** What the approvers are notified of when a training has ended. The message of the training keeps the details. */

/**
 * @param before the version that was live until now
 * @param pictured stands under the loss curve
 */
export function liveNotice(model: ModelRecord, before: number | undefined, pictured: boolean): RichText {
  const next = before === undefined ? '' : `, or go back with /use ${before}`;
  return rich(
    bold(`${versionName(model)} is live`),
    ` and answers from now on${scoreWords(model)}. Ask it something with /ask${next}.`,
    ...(pictured ? ['\n\n', ...lossCurveText(model)] : []),
  );
}

/** @param live the version that goes on answering */
export function failedNotice(model: ModelRecord, reason: string, live: number | undefined): RichText {
  const now = live === undefined ? 'No version is live yet' : `#${live} goes on answering`;
  return rich(bold(`Training ${versionName(model)} failed`), `: ${reason} ${now}; /start_train tries again.`);
}

function scoreWords(model: ModelRecord): string {
  const score = goldenScore(model);
  if (score === '') return '';
  const before = goldenReportSchema.safeParse(model.golden).data?.liveRight;
  return `: ${score} golden questions right${before === undefined ? '' : `, the version before ${before}`}`;
}
