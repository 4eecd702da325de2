import { Inject, Injectable } from '@nestjs/common';
import type { QuestionEmbedding } from '@personal-assistant/contracts';
import type { Tx } from '../database/tx.js';
import { nearest, withQuestion } from './clustering.js';
import { vectorOf } from './embedding.js';
import { GapRepository } from './gap.repository.js';

/** Joins unanswered questions that ask the same. */
@Injectable()
export class ClusteringService {
  constructor(@Inject(GapRepository) private readonly gaps: GapRepository) {}

  /** Puts a question that nothing taught answers into the gap that it belongs to, or opens one. */
  async place(
    tx: Tx,
    question: { id: string; workspaceId: string; text: string },
    embedding: QuestionEmbedding,
  ): Promise<void> {
    const { id, workspaceId, text } = question;
    const vector = vectorOf(embedding);
    await this.gaps.lockClustering(tx, workspaceId);
    const gap = nearest(vector, await this.gaps.clusters(tx, workspaceId, embedding.embedder));
    if (!gap) {
      const opened = await this.gaps.open(tx, { workspaceId, label: text, embedder: embedding.embedder, vector });
      await this.gaps.assign(tx, id, opened);
      return;
    }
    const { centroid, moreTypical } = withQuestion(gap, vector);
    await this.gaps.grow(tx, gap.id, centroid, moreTypical ? { text, vector } : undefined);
    await this.gaps.assign(tx, id, gap.id);
  }
}
