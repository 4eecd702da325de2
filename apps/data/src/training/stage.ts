import { type TrainingStage, trainingStageSchema } from '@personal-assistant/contracts';
import type { ModelRecord } from './model.repository.js';

/** Where a training is, or where it ended; `null` before its first stage. */
export function stageOf({ status, gate, stage }: Pick<ModelRecord, 'status' | 'gate' | 'stage'>): TrainingStage | null {
  if (status === 'DONE') {
    switch (gate) {
      case 'ASKED':
      case 'DECLINED':
        return 'gate';
      case 'PASSED':
      case 'ACCEPTED':
        return 'live';
      // Of an older release.
      case null:
    }
  }
  return trainingStageSchema.safeParse(stage).data ?? null;
}
