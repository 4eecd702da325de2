import type { Model } from '@personal-assistant/contracts';
import {
  DataError,
  onThrowAwaySystem,
  type Product,
  ProductError,
  type Progress,
  readExamples,
} from '@personal-assistant/measuring';
import { existing, SHARED_DEV } from '../corpus/shared-data.js';
import type { Options } from '../options.js';
import { type Material, materialOf, pairsOf, type Poison } from './tries.js';

/** Texts of one domain that the group has, and golden questions of it. */
const CONTEXTS = 60;
const GOLDEN = 40;
/** Fewer than a group has, so that a try takes minutes; the reader learns from as many as it asks for at least. */
const ENV = { TRAIN_MIN_PAIRS: '30', MODEL_GATE: 'auto' };

export interface Try {
  readonly poison: Poison | null;
  readonly taughtPairs: number;
  /** Went live by itself. */
  readonly passed: boolean;
  readonly reason: string;
  /** Pairs that the reader could learn from, and how often it saw them; 0: the base reader stayed. */
  readonly pairs: number;
  readonly epochs: number;
  readonly note: string | null;
  readonly right: number | null;
  readonly liveRight: number | null;
  readonly seconds: number;
}

export interface Gate {
  readonly domain: string;
  readonly contexts: number;
  readonly golden: number;
  readonly tries: readonly Try[];
}

/**
 * A group with texts, a live version and golden questions; then trainings on further pairs, honest and poisoned in turn. After
 * each the pairs are withdrawn and the first version is live again.
 *
 * @returns `undefined` when the person interrupted it
 */
export async function measureGate(
  { data, domain, tries, pairs, seed, keep }: Options,
  progress: Progress,
): Promise<Gate | undefined> {
  const file = data ?? (await existing(SHARED_DEV));
  if (file === undefined)
    throw new DataError('The gate is measured on real texts and questions: name some with --data.');
  const examples = (await readExamples(file)).filter((example) => example.domain === domain);
  const material = materialOf(examples, CONTEXTS, GOLDEN);
  if (material.contexts.length < CONTEXTS) {
    throw new DataError(`${file} has ${material.contexts.length} texts of ${domain}; the gate needs ${CONTEXTS}.`);
  }
  const run = { folder: 'personal-assistant-bench-', progress, keep, env: ENV };
  return onThrowAwaySystem(run, async ({ product }) => {
    const first = await prepare(product, material, progress);
    const done: Try[] = [];
    for (let n = 0; n < 2 * tries; n++) {
      const poison = n % 2 === 0 ? null : n % 4 === 1 ? 'swapped' : 'shuffled';
      progress.stage(`Try ${n + 1} of ${2 * tries}, ${poison ?? 'honest'}`, 1);
      const one = await attempt(product, pairsOf(material, pairs, seed + n, poison), poison, first, progress);
      progress.say(tryLine(one));
      done.push(one);
    }
    return { domain, contexts: material.contexts.length, golden: material.golden.length, tries: done };
  });
}

/** @returns the version that each try is compared with */
async function prepare(product: Product, { contexts, golden }: Material, progress: Progress): Promise<number> {
  await product.teach(contexts, progress.stage('Teaching', contexts.length));
  for (const { question, answer } of golden) await product.addGolden(question, answer);
  const { id } = await product.train((state) => {
    progress.detail(state);
  });
  return id;
}

async function attempt(
  product: Product,
  pairs: readonly { question: string; answer: string }[],
  poison: Poison | null,
  first: number,
  progress: Progress,
): Promise<Try> {
  const begun = performance.now();
  const ids = await product.teachPairs(pairs);
  const model = await product.trainToGate((state) => {
    progress.detail(state);
  });
  const seconds = Math.round((performance.now() - begun) / 1000);
  await product.withdraw(ids);
  if (model.live) await product.use(first);
  return { poison, taughtPairs: ids.length, seconds, ...verdict(model) };
}

function verdict({ id, live, gate, golden, metrics }: Model): Omit<Try, 'poison' | 'taughtPairs' | 'seconds'> {
  if (!gate) throw new ProductError(`Version ${id} did not come to the gate.`);
  const learned = metrics?.learned;
  return {
    passed: live,
    reason: gate.reason ?? '',
    pairs: learned?.pairs ?? 0,
    epochs: learned?.epochs ?? 0,
    note: learned?.note ?? null,
    right: golden?.right ?? null,
    liveRight: golden?.liveRight ?? null,
  };
}

export function tryLine({ poison, passed, pairs, epochs, note, right, liveRight, reason, seconds }: Try): string {
  const learned = `${pairs} pairs, ${epochs} epochs${note === null ? '' : ` (${note})`}`;
  return `${poison ?? 'honest'}: ${passed ? 'live' : 'kept back'}; ${learned}; golden ${right ?? '–'} / ${liveRight ?? '–'}; ${reason}; ${seconds} s`;
}
