import { Inject, Injectable } from '@nestjs/common';
import type { GoldenReport } from '@personal-assistant/contracts';
import { AppError } from '@personal-assistant/service-kit';
import type { Tx } from '../../database/tx.js';
import { textHash } from '../../teaching/text-identity.js';
import { announceGolden } from './announce-golden.js';
import { goldenUse } from './golden-use.js';
import {
  type GateItem,
  type GoldenOrigin,
  type GoldenQuestion,
  GoldenRepository,
  type NewGolden,
  type PairToLearn,
} from './golden.repository.js';
import { GoldenRedactionRepository } from './golden-redaction.repository.js';
import { GoldenResultRepository } from './golden-result.repository.js';

/** An approved text; one without a question adds nothing. */
export interface ApprovedText {
  id: number;
  workspaceId: string;
  question: string | null;
  answer: string | null;
  correctsId: string | null;
  decidedById: string | null;
}

export interface GoldenOverview {
  counts: Record<GoldenOrigin, number>;
  newest: GoldenQuestion[];
}

/** Keeps the golden questions of a workspace: each approved pair and correction is one. */
@Injectable()
export class GoldenService {
  constructor(
    @Inject(GoldenRepository) private readonly golden: GoldenRepository,
    @Inject(GoldenResultRepository) private readonly results: GoldenResultRepository,
    @Inject(GoldenRedactionRepository) private readonly redaction: GoldenRedactionRepository,
  ) {}

  /** To be called in the transaction that approves a text. */
  addFromTrainData(tx: Tx, text: ApprovedText): Promise<void> {
    return this.addAllFromTrainData(tx, [text]);
  }

  /** As {@link addFromTrainData}; of several about the same question the last one counts. */
  async addAllFromTrainData(tx: Tx, texts: readonly ApprovedText[]): Promise<void> {
    const byQuestion = new Map<string, NewGolden>();
    for (const text of texts) {
      const item = goldenOf(text);
      if (item) byQuestion.set(item.hash, item);
    }
    if (byQuestion.size > 0) await this.golden.put(tx, [...byQuestion.values()]);
  }

  /**
   * An approver says that a question is out of scope: the right answer is that it was not taught. Saying it again changes
   * nothing.
   *
   * @returns the golden question's id
   * @throws AppError `CONFLICT` when it has an answer
   */
  async addAbstention(tx: Tx, workspaceId: string, question: string, userId: string): Promise<number> {
    const words = question.trim();
    const hash = textHash(words);
    const kept = await this.golden.putAbstention(tx, { workspaceId, question: words, hash, createdById: userId });
    announceGolden(tx, workspaceId);
    if (kept.answer === null) return kept.id;
    throw new AppError(
      'CONFLICT',
      `That question has an answer: see golden question #${kept.id}, and delete it first.`,
    );
  }

  /** The words of a question that is out of scope are taken back. */
  async removeAbstention(tx: Tx, workspaceId: string, question: string): Promise<void> {
    await this.golden.removeAbstention(tx, workspaceId, textHash(question.trim()));
  }

  /**
   * To be called in the transaction that withdraws texts, the workspace locked: what only they said is not right any more, and
   * nothing that versions did shows words of theirs.
   *
   * @returns versions whose report lost something
   */
  async removeOf(tx: Tx, workspaceId: string, trainDataIds: number[]): Promise<number[]> {
    if (trainDataIds.length === 0) return [];
    const pairs = await this.redaction.pairsOf(tx, trainDataIds);
    const taken = pairs.map(({ question, answer }) => ({ hash: textHash(question), answer }));
    const changed = await this.redaction.redact(tx, workspaceId, trainDataIds, taken);
    await this.golden.removeOf(tx, trainDataIds);
    return changed;
  }

  /** A report without what was taken back or deleted while its training ran. The workspace is locked. */
  withoutTaken(tx: Tx, workspaceId: string, report: GoldenReport): Promise<GoldenReport> {
    return this.redaction.withoutTaken(tx, workspaceId, report);
  }

  /** What a new version and the live one did with the golden questions. */
  async keepResults(tx: Tx, workspaceId: string, modelId: number, report: GoldenReport): Promise<void> {
    const { liveModelId } = report;
    const results = report.items.flatMap(({ id, question, expected, candidate, live }) => {
      const asked = { goldenId: id, question, expected };
      const other = live && liveModelId !== undefined ? [{ ...asked, ...live, modelId: liveModelId }] : [];
      return [{ ...asked, ...candidate, modelId }, ...other];
    });
    if (results.length > 0) await this.results.put(tx, workspaceId, results);
  }

  async overview(workspaceId: string, shown: number): Promise<GoldenOverview> {
    const [counts, newest] = await Promise.all([
      this.golden.countByOrigin(workspaceId),
      this.golden.list(workspaceId, { limit: shown }),
    ]);
    return { counts, newest };
  }

  /** What a version has to answer, or to abstain from, before it takes the place of the live one. */
  gate(workspaceId: string, live: number | null): Promise<GateItem[]> {
    return this.golden.gate(workspaceId, live);
  }

  /** What the reader may learn from: pairs whose texts are known or being learned, without those of the gate. */
  pairsToLearn(workspaceId: string, live: number | null): Promise<PairToLearn[]> {
    return this.golden.pairsToLearn(workspaceId, live);
  }
}

function goldenOf(text: ApprovedText): NewGolden | undefined {
  const { id, workspaceId, question, answer, correctsId, decidedById } = text;
  if (question === null || answer === null) return undefined;
  const hash = textHash(question);
  const origin = correctsId === null ? 'PAIR' : 'CORRECTION';
  const use = goldenUse(origin, hash);
  return { workspaceId, question, answer, hash, origin, use, trainDataId: id, createdById: decidedById };
}
