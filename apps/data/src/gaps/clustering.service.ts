import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { questionEmbeddingSchema } from '@personal-assistant/contracts';
import { logger } from '@personal-assistant/service-kit';
import { Database } from '../database/database.js';
import type { Tx } from '../database/tx.js';
import { announceGaps } from './announce-gaps.js';
import { nearest, withQuestion } from './clustering.js';
import { vectorOf } from './embedding.js';
import { GapRepository } from './gap.repository.js';

const AT_ONCE = 100;

/** Joins unanswered questions that ask the same. It comes after the answer: comparing takes time that nobody should wait for. */
@Injectable()
export class ClusteringService implements BeforeApplicationShutdown {
  private readonly log = logger('gaps');
  private running: Promise<void> | undefined;
  private again = false;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(GapRepository) private readonly gaps: GapRepository,
  ) {}

  /** Questions wait for their gap. What is not placed now, the sweeper brings up again. */
  kick(): void {
    this.again = true;
    this.running ??= this.placeAll()
      .catch(this.warn)
      .finally(() => {
        this.running = undefined;
        if (this.again) this.kick();
      });
  }

  /** Waits until no question waits. */
  async drain(): Promise<void> {
    this.kick();
    while (this.running) await this.running;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.running;
  }

  private async placeAll(): Promise<void> {
    while (this.again) {
      this.again = false;
      let placed = 0;
      for (const id of await this.gaps.unplaced(AT_ONCE)) {
        await this.database.transaction((tx) => this.place(tx, id)).then(() => placed++, this.warn);
      }
      if (placed === AT_ONCE) this.again = true;
    }
  }

  private readonly warn = (error: unknown): void => {
    this.log.warn({ err: error }, 'a question has no gap yet; it is tried again');
  };

  /** Puts a question that nothing taught answers into the gap that it belongs to, or opens one. */
  private async place(tx: Tx, id: string): Promise<void> {
    const question = await this.gaps.lockUnplaced(tx, id);
    if (!question) return;
    const embedding = questionEmbeddingSchema.safeParse(question.embedding);
    if (!embedding.success) return this.gaps.assign(tx, id, null);
    const { workspaceId, text } = question;
    const { embedder } = embedding.data;
    const vector = vectorOf(embedding.data);
    await this.gaps.lockClustering(tx, workspaceId);
    announceGaps(tx, workspaceId);
    const gap = nearest(vector, await this.gaps.clusters(tx, workspaceId, embedder));
    if (!gap) return this.gaps.assign(tx, id, await this.gaps.open(tx, { workspaceId, label: text, embedder, vector }));
    const { centroid, moreTypical } = withQuestion(gap, vector);
    await this.gaps.grow(tx, gap.id, centroid, moreTypical ? { text, vector } : undefined);
    await this.gaps.assign(tx, id, gap.id);
  }
}
