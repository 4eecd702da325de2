import type { GapStatus, GoldenOrigin, GoldenUse, Room, TrainDataStatus } from '@personal-assistant/contracts';

/** Keys of everything in the query cache; the live events find their lists by these. */
export const queryKeys = {
  session: ['session'] as const,
  status: ['status'] as const,
  messages: (room: Room) => ['messages', room] as const,
  outgoing: (room: Room) => ['outgoing', room] as const,
  allTrainData: ['train-data'] as const,
  trainData: (status: TrainDataStatus | 'ALL') => ['train-data', status] as const,
  trainDataItem: (id: number) => ['train-data-item', id] as const,
  models: ['models'] as const,
  allVersions: ['version'] as const,
  version: (id: number) => ['version', id] as const,
  versionDiff: (a: number, b: number) => ['version', a, 'diff', b] as const,
  allGolden: ['golden'] as const,
  golden: (origin: GoldenOrigin | 'ALL', use: GoldenUse | 'ALL', words: string) =>
    ['golden', origin, use, words] as const,
  allGaps: ['gaps'] as const,
  gaps: (status: GapStatus) => ['gaps', status] as const,
  deadLetters: ['dead-letters'] as const,
};
