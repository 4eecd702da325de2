import { Inject, Injectable } from '@nestjs/common';
import type { GoldenImport } from '@personal-assistant/contracts';
import { AuditRepository } from '../../chats/audit.repository.js';
import type { Tx } from '../../database/tx.js';
import { announceGolden } from './announce-golden.js';
import type { Editor } from './golden-editing.service.js';
import { readGoldenLines } from './golden-lines.js';
import { type GoldenQuestion, GoldenRepository } from './golden.repository.js';

const PAGE = 500;

/** Golden questions to and from files of JSON lines. */
@Injectable()
export class GoldenFilesService {
  constructor(
    @Inject(GoldenRepository) private readonly golden: GoldenRepository,
    @Inject(AuditRepository) private readonly audit: AuditRepository,
  ) {}

  /** All, oldest first, a line each. What is added meanwhile may be in it. */
  async *lines(workspaceId: string): AsyncGenerator<string> {
    for (let after = 0; ;) {
      const page = await this.golden.pageById(workspaceId, after, PAGE);
      const last = page.at(-1);
      if (!last) return;
      yield page.map((item) => `${JSON.stringify(lineOf(item))}\n`).join('');
      after = last.id;
    }
  }

  /**
   * Takes in every line that can be read. A question that is there already gets the answer of the file, and stays what it
   * was otherwise; a new one is kept for the gate.
   *
   * @throws AppError `TOO_LARGE`
   */
  async takeIn(tx: Tx, { workspaceId, userId }: Editor, text: string): Promise<GoldenImport> {
    const { items, refused } = readGoldenLines(text);
    const { created, updated } = await this.golden.takeIn(tx, workspaceId, userId, items);
    const result = { created, updated, unchanged: items.length - created - updated, refused };
    announceGolden(tx, workspaceId);
    await this.audit.write(tx, {
      workspaceId,
      actorId: userId,
      action: 'IMPORT_GOLDEN',
      subject: 'golden',
      detail: { ...result, refused: refused.length },
    });
    return result;
  }
}

function lineOf({ id, question, answer, origin, use }: GoldenQuestion) {
  return { id, question, answer, origin, use };
}
