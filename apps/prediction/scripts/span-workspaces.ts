import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Random } from '../src/measuring/random.js';
import { bestF1, exactMatch } from '../src/measuring/squad.js';
import type { Embedder } from '../src/retrieval/embedder.js';
import { codePointCount } from '../src/retrieval/code-points.js';
import { HybridRetriever } from '../src/retrieval/hybrid-retriever.js';
import type { PassageRanker } from '../src/retrieval/passage-ranker.js';
import type { TextWindows, Window } from '../src/retrieval/passage.js';
import { PassageTable } from '../src/retrieval/passage-table.js';
import { type Evidence, WIDE, type WideEvidence } from '../src/reading/evidence.js';
import { type MeasuredSpan, SpanReader } from '../src/reading/span-reader.js';
import { worthReading } from '../src/reading/worth-reading.js';
import { type TaughtWindow, writeWindows } from '../src/testing/version-fixture.js';
import type { Context, Question } from './reading-data.js';
import { missed, snippetOf } from './snippets.js';
import { rankOf } from './workspaces.js';

/** Passages that are looked at, as in `versions/version.ts`. */
const RETRIEVED = 60;

/** A context with its windows, and whether questions about it may be used for fitting. */
export interface WindowedContext extends Context {
  readonly windows: readonly TaughtWindow[];
  /** Neither embedder nor reader was trained on it. */
  readonly unseen: boolean;
}

/** A span of a probe, with what it is worth. */
export interface ProbeSpan extends Omit<MeasuredSpan, 'passage'> {
  /** Id of its passage. */
  readonly passage: number;
  /** What replaces its evidence where the passage is read once more with its surroundings. */
  readonly wide: WideEvidence;
  readonly f1: number;
  readonly exact: boolean;
}

/** A question put to a workspace that was, or was not, taught its context. */
export interface SpanProbe {
  readonly size: number;
  readonly passages: number;
  readonly domain: string;
  /** Text of the question's context: what is fitted and what is measured are kept apart by it. */
  readonly context: string;
  readonly question: string;
  readonly answerable: boolean;
  /** Not answerable though a part of its context was taught, the answer not in it. */
  readonly nearMiss: boolean;
  /** How many people answered it for the data set. */
  readonly annotators: number;
  /** Rank of the first retrieved passage that holds an annotated answer, from 1. */
  readonly goldRank: number | undefined;
  readonly spans: readonly ProbeSpan[];
  /** How likely each of the passages that were read is the one that answers, before it is read. */
  readonly shares: readonly number[];
}

/** One in sixteen contexts, by the first hex digit of its SHA-1, is kept out of the trainings of embedder and reader. */
export function isUnseen(context: string): boolean {
  return createHash('sha1').update(context).digest('hex').startsWith('0');
}

/** @param path of what `split_contexts.py` wrote for the same file. */
export function withWindows(contexts: readonly Context[], path: string): WindowedContext[] {
  const windows = new Map<string, Window[]>();
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line === '') continue;
    const row = JSON.parse(line) as {
      text: string;
      windows: { text: string; start: number; sentences: [number, number][] }[];
    };
    windows.set(
      row.text,
      row.windows.map(({ sentences, ...window }) => ({
        ...window,
        sentences: sentences.map(([start, end]) => ({ start, end })),
      })),
    );
  }
  return contexts.map((context) => ({
    ...context,
    windows: (windows.get(context.text) ?? []).map((window) => ({ ...window, trainDataId: context.order })),
    unseen: isUnseen(context.text),
  }));
}

export interface SpanPlan {
  readonly taught: readonly WindowedContext[];
  /** Pairs of question and answer that were taught besides. */
  readonly pairs: readonly TaughtWindow[];
  readonly answerable: readonly { context: WindowedContext; question: Question }[];
  readonly unanswerable: readonly { context: WindowedContext; question: Question }[];
  /** Questions about what was taught that it does not answer. */
  readonly nearMisses: readonly { context: WindowedContext; question: Question }[];
}

/**
 * A workspace of `size` contexts, of one domain or of all. Questions are about askable contexts only: some are taught, some
 * left out. Of the others, half are neighbours in the file (often the same article or book) of what is asked about.
 */
export function planSpanWorkspace(
  all: readonly WindowedContext[],
  askable: (context: WindowedContext) => boolean,
  size: number,
  questions: number,
  random: Random,
): SpanPlan {
  const domain = random.pick(DOMAINS);
  const sameDomain = all.filter((context) => context.domain === domain);
  const pool = random.next() < 0.3 || sameDomain.filter((c) => !askable(c)).length < size / 2 ? all : sameDomain;
  const asked = random.sample(pool.filter(askable), Math.min(2 * size, 400));
  const inside = asked.slice(0, Math.min(size, Math.ceil(asked.length / 2)));
  const outside = new Set(asked.slice(inside.length));
  const near = asked.flatMap(({ order }) => [-2, -1, 1, 2].map((step) => all[order + step]));
  const others = [
    ...random.sample([...new Set(near)], Math.floor((size - inside.length) / 2)),
    ...random.sample(pool, size * 2),
  ].filter((context) => context !== undefined && !outside.has(context) && !askable(context));
  const whole = [...new Set([...inside, ...others])].slice(0, size) as WindowedContext[];
  if (random.next() < (size <= FEW ? SHORT_OF_FEW : SHORT)) {
    const snippets = new Map(whole.map((context) => [context, snippetOf(context, random)]));
    const cut = inside.flatMap((context) => snippets.get(context) ?? []);
    return {
      taught: [...snippets.values()],
      pairs: [],
      answerable: draw(cut, questions, random),
      unanswerable: draw([...outside], Math.ceil(questions / 2), random),
      nearMisses: draw(cut.map(missed), Math.floor(questions / 2), random),
    };
  }
  const answerable = draw(inside, questions, random);
  return {
    taught: whole,
    pairs:
      random.next() < WITH_PAIRS ? pairsOf(whole, new Set(answerable.map(({ question }) => question)), random) : [],
    answerable,
    unanswerable: draw([...outside], questions, random),
    nearMisses: [],
  };
}
/** Share of the workspaces whose texts are as short as what people write into a chat: most of those with a handful of texts. */
const SHORT = 0.4;
const SHORT_OF_FEW = 0.8;
const FEW = 5;

/** Share of the workspaces in which pairs were taught as well. */
const WITH_PAIRS = 0.5;
/** Numbers of pairs begin here, above those of all contexts. */
const FIRST_PAIR = 1_000_000;

/**
 * For up to half of the contexts, one of their other questions with its answer: passages that compete with the context itself, as in a
 * group that corrects and adds answers.
 */
function pairsOf(taught: readonly WindowedContext[], asked: ReadonlySet<Question>, random: Random): TaughtWindow[] {
  const chosen = random.sample(taught, Math.ceil((taught.length * random.next()) / 2));
  return chosen.flatMap(({ questions, order }) => {
    const free = questions.filter((question) => !asked.has(question));
    if (free.length === 0) return [];
    const { text, answers } = random.pick(free);
    const answer = answers[0]?.text ?? '';
    const end = codePointCount(text);
    const sentences = [
      { start: 0, end },
      { start: end + 1, end: end + 1 + codePointCount(answer) },
    ];
    return [{ trainDataId: FIRST_PAIR + order, text: `${text}\n${answer}`, start: 0, sentences }];
  });
}

/** Drawn from; single sentences and fairy tales are less like what people teach. */
export const DOMAINS = [
  'new_wiki',
  'new_wiki',
  'reddit',
  'reddit',
  'amazon_reviews',
  'amazon_reviews',
  'qamr',
  'fairytale',
];

/**
 * What `npm run evaluate` does, with each fifth of the contexts of the three web domains left out in turn, all others taught:
 * every question is once one that nothing answers.
 */
export function planEvaluations(all: readonly WindowedContext[], questions: number, random: Random): SpanPlan[] {
  const web = all.filter(({ domain }) => EVALUATED.has(domain));
  const pool = random.sample(web, web.length);
  return Array.from({ length: FIFTHS }, (_, fifth) => {
    const outside = pool.filter((_, i) => i % FIFTHS === fifth);
    const taught = pool.filter((_, i) => i % FIFTHS !== fifth);
    return {
      taught,
      pairs: [],
      answerable: draw(taught, questions, random),
      unanswerable: outside.flatMap((context) => context.questions.map((question) => ({ context, question }))),
      nearMisses: [],
    };
  });
}
const FIFTHS = 5;
const EVALUATED = new Set(['new_wiki', 'reddit', 'amazon_reviews']);

function draw(all: readonly WindowedContext[], count: number, random: Random) {
  const contexts = all.filter(({ questions }) => questions.length > 0);
  const drawn = new Map<Question, WindowedContext>();
  for (let i = 0; i < count * 2 && drawn.size < count && contexts.length > 0; i++) {
    const context = random.pick(contexts);
    drawn.set(random.pick(context.questions), context);
  }
  return [...drawn].map(([question, context]) => ({ context, question }));
}

/** Writes the workspace's table and measures the spans that would be read for each question. */
export async function probeSpans(
  plan: SpanPlan,
  embedder: Embedder,
  createRanker: () => PassageRanker,
  createReader: (passages: number, texts: TextWindows) => SpanReader,
  reads: number,
  enough: number,
): Promise<SpanProbe[]> {
  const directory = await mkdtemp(join(tmpdir(), 'fit-'));
  try {
    const windows = [...plan.taught.flatMap((context) => context.windows), ...plan.pairs];
    const passages = await writeWindows(directory, windows, embedder);
    const table = await PassageTable.open(directory);
    const retriever = new HybridRetriever(table);
    const ranker = createRanker();
    const reader = createReader(passages, table);
    type Kind = 'answerable' | 'unanswerable' | 'nearMiss';
    const probe = async (context: WindowedContext, question: Question, kind: Kind): Promise<SpanProbe> => {
      const answerable = kind === 'answerable';
      const vector = await embedder.embed(question.text, 'live');
      const found = ranker.rank(question.text, vector, await retriever.retrieve(question.text, vector, RETRIEVED));
      const read = worthReading(found.slice(0, reads), enough);
      const asked = { text: question.text, vector };
      const spans = await reader.measure(asked, read, 'live');
      const widened = await reader.widen(asked, spans, read, await reader.textsOf(read), 'live');
      const gold = question.answers.map(({ text }) => text);
      return {
        size: plan.taught.length,
        passages,
        domain: context.domain,
        context: context.text,
        question: question.text,
        answerable,
        nearMiss: kind === 'nearMiss',
        annotators: question.answers.length,
        shares: read.map(({ share }) => share),
        goldRank: answerable ? rankOf(found, context.order, question) : undefined,
        spans: spans.map((span, i) => ({
          ...span,
          passage: span.passage.id,
          wide: wideOf(widened[i]?.evidence ?? span.evidence),
          f1: answerable ? bestF1(span.answer, gold) : 0,
          exact: answerable && exactMatch(span.answer, gold),
        })),
      };
    };
    const probes: SpanProbe[] = [];
    const work = [
      ...plan.answerable.map((item) => ({ ...item, kind: 'answerable' as const })),
      ...plan.unanswerable.map((item) => ({ ...item, kind: 'unanswerable' as const })),
      ...plan.nearMisses.map((item) => ({ ...item, kind: 'nearMiss' as const })),
    ].entries();
    const next = async () => {
      for (const [i, { context, question, kind }] of work) probes[i] = await probe(context, question, kind);
    };
    await Promise.all([next(), next()]);
    table.close();
    return probes;
  } finally {
    await rm(directory, { recursive: true });
  }
}

function wideOf(evidence: Evidence): WideEvidence {
  return Object.fromEntries(WIDE.map((name) => [name, evidence[name]])) as WideEvidence;
}

/** What the probes would be if fewer passages had been read. */
export function readLess(probes: readonly SpanProbe[], most: number, enough: number): SpanProbe[] {
  return probes.map((probe) => {
    const read = worthReading(
      probe.shares.slice(0, most).map((share) => ({ share })),
      enough,
    ).length;
    return {
      ...probe,
      shares: probe.shares.slice(0, read),
      spans: probe.spans.filter(({ evidence }) => Math.round(1 / evidence.retrievalRank) <= read),
    };
  });
}
