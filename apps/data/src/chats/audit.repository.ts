import { Injectable } from '@nestjs/common';
import type { Prisma } from '../database/generated/client.js';
import type { Tx } from '../database/tx.js';

export interface AuditEntry {
  workspaceId: string;
  /** `null`: the system itself. */
  actorId: string | null;
  action: string;
  /** `train-data:17`, `model:3`, … */
  subject: string;
  detail?: Prisma.InputJsonObject;
}

/** Who did what, and when; written in the transaction that did it. */
@Injectable()
export class AuditRepository {
  async write(tx: Tx, entry: AuditEntry): Promise<void> {
    await tx.db.auditLog.create({ data: entry });
  }
}
