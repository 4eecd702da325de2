import { setTimeout as wait } from 'node:timers/promises';
import { type Asked, type Product, type Progress, reasonOf, type RunningSystem } from '@personal-assistant/measuring';
import { openLoop } from '../ask/open-loop.js';
import type { Corpus } from '../corpus/corpus.js';
import { type Timing, timing } from '../timing.js';
import { type LivePeriod, wasLive } from './live-periods.js';

/** A pause between two switches, so that each is one of its own. */
const REST_MS = 2_000;
/** How long is waited for what was not answered in time: a machine that is too slow for the rate answers late, it loses nothing. */
const PATIENCE_MS = 180_000;
const LOOK_EVERY_MS = 500;
const NEW_TEXT = 'The second version knows this text, and the first one does not: the gate opens at dawn.';

export interface Rollback {
  readonly rate: number;
  /** From the request to go to the other version until it is live. */
  readonly ms: Timing;
  readonly asked: number;
  /** Questions that were answered after a minute or later. */
  readonly late: number;
  /** Questions without an answer. */
  readonly lost: readonly string[];
  /** Questions that ended as failed. */
  readonly failed: readonly string[];
  /** Answers that name a version which was not live at any time between the question and its answer. */
  readonly misnamed: readonly string[];
}

interface Reply {
  readonly from: number;
  readonly to: number;
  readonly reply: Asked | { readonly failure: string };
}

/** Goes back and forth between two versions while questions come at a steady rate. */
export async function measureRollback(
  { product }: RunningSystem,
  corpus: Corpus,
  { rate, seconds }: { rate: number; seconds: number },
  progress: Progress,
): Promise<Rollback> {
  const ids = await twoVersions(product, corpus.texts, progress);
  const periods: LivePeriod[] = [{ modelId: ids[1], from: -Infinity, to: Infinity }];
  let asking = true;
  const done = progress.stage(`Going back and forth under ${rate} questions a second`, Math.round(rate * seconds));
  const switching = goBackAndForth(product, ids, periods, () => asking);
  let count = 0;
  const replies = await openLoop(rate, seconds, async (n): Promise<Reply> => {
    const from = performance.now();
    const question = corpus.questions[n % corpus.questions.length] ?? '';
    const reply = await product.ask(question).catch((error: unknown) => ({ failure: reasonOf(error) }));
    done(++count);
    return { from, to: performance.now(), reply };
  });
  asking = false;
  const times = await switching;
  const late = replies.filter(isPending).length;
  if (late > 0) progress.stage(`Waiting for ${late} answers that are late`, late);
  const settled = await Promise.all(replies.map(async (one) => (isPending(one) ? patiently(product, one) : one)));
  return { rate, ms: timing(times), asked: replies.length, late, ...judged(settled, periods) };
}

function isPending({ reply }: Reply): boolean {
  return 'question' in reply && reply.question.status === 'PENDING';
}

async function patiently(product: Product, late: Reply): Promise<Reply> {
  const deadline = performance.now() + PATIENCE_MS;
  let { reply } = late;
  while ('question' in reply && reply.question.status === 'PENDING' && performance.now() < deadline) {
    await wait(LOOK_EVERY_MS);
    reply = { ...reply, question: await product.question(reply.question.id) };
  }
  return { ...late, to: performance.now(), reply };
}

async function twoVersions(product: Product, texts: readonly string[], progress: Progress): Promise<[number, number]> {
  const said = (state: string) => {
    progress.detail(state);
  };
  await product.teach(texts, progress.stage('Teaching', texts.length));
  progress.say(`Training on ${texts.length} texts …`);
  const first = await product.train(said);
  await product.teach([NEW_TEXT], () => undefined);
  progress.say('Training once more …');
  return [first.id, (await product.train(said)).id];
}

/** @returns milliseconds of each switch; `periods` says since when and until when each version may have been live */
async function goBackAndForth(
  product: Product,
  ids: readonly [number, number],
  periods: LivePeriod[],
  goesOn: () => boolean,
): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; goesOn(); n++) {
    await wait(REST_MS);
    const wanted = ids[n % 2] ?? NaN;
    const from = performance.now();
    const before = periods.at(-1);
    periods.push({ modelId: wanted, from, to: Infinity });
    await product.use(wanted);
    const to = performance.now();
    if (before) before.to = to;
    times.push(to - from);
  }
  return times;
}

function judged(
  replies: readonly Reply[],
  periods: readonly LivePeriod[],
): Pick<Rollback, 'lost' | 'failed' | 'misnamed'> {
  const lost: string[] = [];
  const failed: string[] = [];
  const misnamed: string[] = [];
  for (const { from, to, reply } of replies) {
    if ('failure' in reply) {
      lost.push(reply.failure);
      continue;
    }
    const { status, answer, error } = reply.question;
    if (status === 'PENDING' || (status === 'ANSWERED' && !answer)) lost.push('no answer in time');
    else if (!answer) failed.push(error ?? 'no reason given');
    else if (!wasLive(periods, answer.modelId, from, to)) misnamed.push(`version ${answer.modelId ?? 'none'}`);
  }
  return { lost, failed, misnamed };
}
