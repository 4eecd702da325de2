import type { Model, Status, TrainingStage } from '@personal-assistant/contracts';
import { count } from '../../shared/format';

/** What each stage of a training does, in people's words. */
export const STAGE_LABELS: Record<TrainingStage, string> = {
  collect: 'Collecting the texts',
  passages: 'Splitting them into passages',
  embed: 'Reading the passages',
  index: 'Writing the index',
  learn: 'Learning from your pairs',
  calibrate: 'Learning when to say «not taught»',
  evaluate: 'Testing the answers',
  publish: 'Publishing the version',
  gate: 'Held against the live version',
  live: 'Going live',
};

/** A training that runs, or whose version is on its way to be live. */
export function isUnderWay({ status, live, liveAt, gate }: Model): boolean {
  if (status !== 'DONE') return status === 'PROCESSING';
  return !live && liveAt === null && (gate?.state === 'PASSED' || gate?.state === 'ACCEPTED');
}

/** Why no training can start now; `null` when one can. */
export function whyNoTraining(status: Status): string | null {
  if (status.runningModel) return `«${status.runningModel.name}» is being trained. Wait until it is done.`;
  // With a live version a text may have been withdrawn or a version kept back since, which the service knows.
  if (status.trainData.PENDING > 0 || status.liveModel) return null;
  return status.trainData.SUBMITTED > 0
    ? 'No approved text is new. Approve a waiting text first.'
    : 'No approved text is new. Teach something first: /train and a fact.';
}

/** What a training that starts now would do, or why none can. */
export function trainingHint(status: Status): string {
  const refusal = whyNoTraining(status);
  if (refusal !== null) return refusal;
  return status.trainData.PENDING > 0
    ? `${count(status.trainData.PENDING, 'approved text')} will be learnt.`
    : 'No approved text is new; start one all the same if a text was withdrawn or a version kept back.';
}
