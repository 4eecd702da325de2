import type { Tx } from '../../database/tx.js';

/** Approvers' open pages read the golden questions again after the commit. */
export function announceGolden(tx: Tx, workspaceId: string): void {
  tx.announce({ workspaceId, type: 'GOLDEN', targetId: workspaceId, audience: 'APPROVER' });
}
