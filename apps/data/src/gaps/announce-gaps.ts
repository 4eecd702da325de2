import type { Tx } from '../database/tx.js';

/** Approvers' open pages read the unanswered questions again after the commit. */
export function announceGaps(tx: Tx, workspaceId: string): void {
  tx.announce({ workspaceId, type: 'GAPS', targetId: workspaceId, audience: 'APPROVER' });
}
