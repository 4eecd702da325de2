import type { Status, TrainingStage } from '@personal-assistant/contracts';

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
};

/** Why no training can start now; `null` when one can. */
export function whyNoTraining(status: Status): string | null {
  if (status.runningModel) return `«${status.runningModel.name}» is being trained. Wait until it is done.`;
  if (status.trainData.PENDING > 0) return null;
  return status.trainData.SUBMITTED > 0
    ? 'No approved text is new. Approve a waiting text first.'
    : 'No approved text is new. Teach something first: /train and a fact.';
}
