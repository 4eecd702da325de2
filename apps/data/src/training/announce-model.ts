import type { Tx } from '../database/tx.js';
import type { ModelRecord } from './model.repository.js';

/** Open pages show the version as it is after the commit. */
export function announceModel(tx: Tx, { id, workspaceId }: Pick<ModelRecord, 'id' | 'workspaceId'>): void {
  tx.announce({ workspaceId, type: 'MODEL', targetId: String(id), audience: 'MEMBER' });
}
