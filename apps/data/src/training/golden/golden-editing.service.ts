import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@personal-assistant/service-kit';
import { AuditRepository } from '../../chats/audit.repository.js';
import { readableJson } from '../../commands/readable-json.js';
import type { Tx } from '../../database/tx.js';
import { textHash } from '../../teaching/text-identity.js';
import { announceGolden } from './announce-golden.js';
import { type GoldenQuestion, GoldenRepository } from './golden.repository.js';

export interface Editor {
  workspaceId: string;
  userId: string;
}

/** What approvers do to the golden questions by hand. */
@Injectable()
export class GoldenEditingService {
  constructor(
    @Inject(GoldenRepository) private readonly golden: GoldenRepository,
    @Inject(AuditRepository) private readonly audit: AuditRepository,
  ) {}

  /** @throws AppError `CONFLICT` when the question is there already */
  async add(
    tx: Tx,
    { workspaceId, userId }: Editor,
    raw: { question: string; answer: string | null },
  ): Promise<GoldenQuestion> {
    const { question, answer } = readableJson(raw);
    const hash = textHash(question);
    const added = await this.golden.add(tx, { workspaceId, question, answer, hash, createdById: userId });
    if (!added) throw await this.taken(tx, workspaceId, hash);
    await this.write(tx, { workspaceId, userId }, 'ADD_GOLDEN', added.id);
    return added;
  }

  /** Whether it is learned from or kept for the gate stays as it is. @throws AppError `NOT_FOUND`, `CONFLICT` */
  async change(
    tx: Tx,
    editor: Editor,
    id: number,
    raw: { question?: string; answer?: string | null },
  ): Promise<GoldenQuestion> {
    const { question, answer } = readableJson(raw);
    const hash = question === undefined ? undefined : textHash(question);
    const same = hash === undefined ? null : await this.golden.findByHash(tx, editor.workspaceId, hash);
    if (same && same.id !== id) throw conflict(same.id);
    const changed = await this.golden.change(tx, editor.workspaceId, id, { question, hash, answer });
    if (changed === 'taken') throw justTaken();
    if (!changed) throw notFound(id);
    await this.write(tx, editor, 'CHANGE_GOLDEN', id);
    return changed;
  }

  /** @throws AppError `NOT_FOUND` */
  async remove(tx: Tx, editor: Editor, id: number): Promise<void> {
    if (!(await this.golden.remove(tx, editor.workspaceId, id))) throw notFound(id);
    await this.write(tx, editor, 'DELETE_GOLDEN', id);
  }

  private async taken(tx: Tx, workspaceId: string, hash: string): Promise<AppError> {
    return conflict((await this.golden.findByHash(tx, workspaceId, hash))?.id ?? 0);
  }

  private write(tx: Tx, { workspaceId, userId }: Editor, action: string, id: number): Promise<void> {
    announceGolden(tx, workspaceId);
    return this.audit.write(tx, { workspaceId, actorId: userId, action, subject: `golden:${id}` });
  }
}

const conflict = (id: number) =>
  new AppError('CONFLICT', `That question is there already: change golden question #${id}.`);
const notFound = (id: number) => new AppError('NOT_FOUND', `There is no golden question #${id}.`);
/** Somebody else did it at the same moment, so whose it is cannot be said. */
const justTaken = () =>
  new AppError('CONFLICT', 'Somebody has just given another golden question these words: look at the list again.');
