import type { TrainDataStatus } from '@personal-assistant/contracts';

/** How a text's status is called and coloured on the page. */
export const STATUS_LABELS: Record<TrainDataStatus, { label: string; color: string; explanation: string }> = {
  SUBMITTED: { label: 'Waiting', color: 'yellow', explanation: 'waits for an approver' },
  PENDING: { label: 'Approved', color: 'blue', explanation: 'will be in the next version' },
  PROCESSING: { label: 'Training', color: 'violet', explanation: 'is being trained' },
  DONE: { label: 'Known', color: 'teal', explanation: 'is known to the assistant' },
  REJECTED: { label: 'Rejected', color: 'red', explanation: 'was refused' },
  WITHDRAWN: { label: 'Withdrawn', color: 'gray', explanation: 'was taken back' },
};
