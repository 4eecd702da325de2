import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Tx } from '../database/tx.js';

/** Pictures of how the loss went while versions were fine-tuned. */
@Injectable()
export class LossCurveRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  async store(tx: Tx, modelId: number, png: Buffer): Promise<void> {
    await tx.db.lossCurve.create({ data: { modelId, png: new Uint8Array(png) } });
  }

  async find(workspaceId: string, modelId: number): Promise<Buffer | undefined> {
    const row = await this.database.read.lossCurve.findFirst({ where: { modelId, model: { workspaceId } } });
    return row ? Buffer.from(row.png) : undefined;
  }

  async exists(workspaceId: string, modelId: number): Promise<boolean> {
    return (await this.database.read.lossCurve.count({ where: { modelId, model: { workspaceId } } })) > 0;
  }
}
