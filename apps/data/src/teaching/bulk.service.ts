import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { BulkResult, bulkTrainDataSchema } from '@personal-assistant/contracts';
import { AppError, CONFIG, type Config } from '@personal-assistant/service-kit';
import type { z } from 'zod';
import { AuditRepository } from '../chats/audit.repository.js';
import type { User } from '../chats/chat.repository.js';
import { MessageService } from '../chats/message.service.js';
import { Database } from '../database/database.js';
import { type ApprovedText, GoldenService } from '../training/golden/golden.service.js';
import { completePair, pairText, readPairs, severalPairs } from './pairs.js';
import { TEXT_CHECKER, type TextChecker } from './text-checker.js';
import { textHash, wordsHash } from './text-identity.js';
import { sketchOf } from './text-sketch.js';
import { readableText, requireTokens } from './text-rules.js';
import { bulkText } from './texts.js';
import { type NewText, TrainDataRepository } from './train-data.repository.js';

type Candidate = Pick<NewText, 'text' | 'question' | 'answer' | 'hash' | 'wordsHash' | 'sketch'> & { index: number };
type Raw = z.infer<typeof bulkTrainDataSchema>['texts'][number];
type Refusals = BulkResult['refused'];

/** Rows of one INSERT. */
const BATCH = 2000;
/** Longest time that the process hears nothing else. */
const MOST_BUSY_MS = 20;

/** An approver's own texts, many at once: approved by that act, without a card each. */
@Injectable()
export class BulkService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Database) private readonly database: Database,
    @Inject(TEXT_CHECKER) private readonly checker: TextChecker,
    @Inject(TrainDataRepository) private readonly texts: TrainDataRepository,
    @Inject(MessageService) private readonly messages: MessageService,
    @Inject(AuditRepository) private readonly audit: AuditRepository,
    @Inject(GoldenService) private readonly golden: GoldenService,
  ) {}

  /** Stores what passes the rules; the others are named with their place and reason. All that is stored, is at once. */
  async add(workspaceId: string, approver: User, raw: Raw[]): Promise<BulkResult> {
    const refused: Refusals = [];
    const candidates = distinct(await readable(raw, refused), refused);
    const checked = await this.longEnough(candidates, refused);
    const ids = await this.store(workspaceId, approver, checked, refused);
    refused.sort((a, b) => a.index - b.index);
    return { created: ids.length, ids, refused };
  }

  private async longEnough(candidates: Candidate[], refused: Refusals) {
    if (candidates.length === 0) return [];
    const checks = await this.checker.check(candidates.map(({ text }) => text));
    return candidates.flatMap((candidate, position) => {
      const check = checks[position];
      if (!check) throw new Error('the train service left a text out');
      const passed = attempt(candidate.index, refused, () => {
        requireTokens(check.tokens, this.config.TRAIN_MIN_TOKENS);
        return { ...candidate, ...check };
      });
      return passed ? [passed] : [];
    });
  }

  private store(
    workspaceId: string,
    approver: User,
    texts: (Candidate & { tokens: number; language: string })[],
    refused: Refusals,
  ) {
    return this.database
      .transaction(async (tx) => {
        // Filled anew when the transaction is repeated.
        const late: Refusals = [];
        const ids: number[] = [];
        for (let start = 0; start < texts.length; start += BATCH) {
          const batch = texts.slice(start, start + BATCH);
          const known = await this.texts.findKnownHashes(
            tx,
            workspaceId,
            batch.map(({ hash }) => hash),
            batch.map(({ wordsHash: words }) => words),
          );
          const fresh = batch.filter((text) => !known.has(text.hash) && !known.has(text.wordsHash));
          const inserted = await this.texts.insertApproved(
            tx,
            workspaceId,
            approver.id,
            fresh.map((text) => ({ ...text, workspaceId, similar: [], taughtById: approver.id })),
          );
          const idOf = new Map(inserted.map(({ id, hash }) => [hash, id]));
          await this.golden.addAllFromTrainData(tx, approvedPairs(workspaceId, approver, fresh, idOf));
          for (const { index, hash, wordsHash: words } of batch) {
            const id = idOf.get(hash);
            if (id === undefined) late.push(duplicate(index, known.get(hash) ?? known.get(words)));
            else ids.push(id);
          }
        }
        const [first] = ids;
        if (first !== undefined) {
          await this.messages.postToApprovers(tx, workspaceId, {
            key: `bulk:${randomUUID()}`,
            text: bulkText(approver.displayName, ids.length, refused.length + late.length),
          });
          await this.audit.write(tx, {
            workspaceId,
            actorId: approver.id,
            action: 'BULK_TEACH',
            subject: `train-data:${first}`,
            detail: { created: ids.length, first, last: ids.at(-1) ?? first },
          });
          tx.announce({ workspaceId, type: 'TRAIN_DATA', targetId: String(ids.at(-1)), audience: 'APPROVER' });
        }
        return { ids, late };
      })
      .then(({ ids, late }) => {
        refused.push(...late);
        return ids;
      });
  }
}

function approvedPairs(
  workspaceId: string,
  { id: decidedById }: User,
  texts: Candidate[],
  idOf: Map<string, number>,
): ApprovedText[] {
  return texts.flatMap(({ hash, question = null, answer = null }) => {
    const id = idOf.get(hash);
    return id === undefined ? [] : [{ id, workspaceId, question, answer, correctsId: null, decidedById }];
  });
}

async function readable(raw: Raw[], refused: Refusals): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  let pausedAt = performance.now();
  for (const [index, input] of raw.entries()) {
    const taught = attempt(index, refused, () => readableItem(input));
    if (taught) {
      const { text } = taught;
      candidates.push({ index, ...taught, hash: textHash(text), wordsHash: wordsHash(text), sketch: sketchOf(text) });
    }
    // Ten thousand long texts are seconds of work: let the others have their turns meanwhile.
    if (performance.now() - pausedAt < MOST_BUSY_MS) continue;
    await setImmediate();
    pausedAt = performance.now();
  }
  return candidates;
}

function readableItem(input: Raw): Pick<NewText, 'text' | 'question' | 'answer'> {
  const text = typeof input === 'string' ? readableText(input) : '';
  const pairs = typeof input === 'string' ? readPairs(text) : [completePair(input)];
  if (!pairs) return { text };
  const [pair, ...others] = pairs;
  if (!pair || others.length > 0) throw severalPairs();
  return { ...pair, text: readableText(pairText(pair)) };
}

/** The first of texts that are the same within the request. */
function distinct(candidates: Candidate[], refused: Refusals): Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ index, wordsHash: words }) => {
    if (!seen.has(words)) {
      seen.add(words);
      return true;
    }
    refused.push({ index, code: 'TEXT_DUPLICATE', message: 'The same text stands further up in this request.' });
    return false;
  });
}

function duplicate(index: number, id: number | undefined): Refusals[number] {
  const which = id === undefined ? '' : ` as #${id}`;
  return { index, code: 'TEXT_DUPLICATE', message: `That was taught already${which}.` };
}

function attempt<T>(index: number, refused: Refusals, rule: () => T): T | undefined {
  try {
    return rule();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    refused.push({ index, code: error.code, message: error.message });
    return undefined;
  }
}
