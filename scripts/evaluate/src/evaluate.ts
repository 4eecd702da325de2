import { join } from 'node:path';
import type { ScoredQuestion } from '@personal-assistant/contracts';
import { askAll, type Attempt, type Product, ProductError, type Progress } from '@personal-assistant/measuring';
import { loadVersionParts, PassageTable } from '@personal-assistant/prediction/evaluation';
import { answerByBaselines, type BaselineCandidates } from './baselines/baselines.js';
import type { AskedQuestion, Selection } from './data/selection.js';
import type { Evaluation, QuestionRecord } from './evaluation.js';
import { type Candidate, judge, measureCandidates } from './measures/judgement.js';
import { measureProduct, type ProductResult } from './measures/product-measures.js';

export interface Setting {
  readonly product: Product;
  /** Absolute folders of the published versions and of the base models. */
  readonly modelsDirectory: string;
  readonly baseModelsDirectory: string;
  readonly concurrency: number;
  readonly progress: Progress;
}

/** Teaches, trains, asks and measures on a running system that knows nothing yet. */
export async function evaluate(
  { taught: contexts, heldOut, questions: wanted }: Selection,
  { product, modelsDirectory, baseModelsDirectory, concurrency, progress }: Setting,
): Promise<Omit<Evaluation, 'circumstances' | 'timings'> & { timings: Omit<Evaluation['timings'], 'startMs'> }> {
  const teaching = stopwatch();
  const { contextOf, refused } = await product.teach(contexts, progress.stage('Teaching', contexts.length));
  const teachMs = teaching();
  const learnt = new Set(contextOf.values());
  const questions = wanted.filter(({ answerable, context }) => !answerable || learnt.has(context));

  const training = stopwatch();
  progress.say(`Training on ${contextOf.size} texts …`);
  const model = await product.train((state) => {
    progress.detail(state);
  });
  const trainMs = training();
  if (!model.metrics) throw new ProductError('The live version has no metrics.');

  const asking = stopwatch();
  const texts = questions.map(({ question }) => question);
  const attempts = await askAll(product, texts, concurrency, progress.stage('Asking', texts.length));
  const askMs = asking();

  const directory = await product.liveDirectory(model.id);
  const scored = await product.score(directory, texts, progress.stage('Finding also what stayed unsaid', texts.length));
  const table = await PassageTable.open(join(modelsDirectory, directory));
  const passages = await table.all();
  table.close();
  const parts = await loadVersionParts(baseModelsDirectory);
  const baselines = await answerByBaselines(questions, passages, contextOf, parts, progress);

  const records = questions.map((question, i) =>
    recordOf(question, attempts[i], scored[i], candidatesAt(baselines, i), contextOf),
  );
  const results = records.map(resultOf);
  const domains = [...new Set(questions.map(({ domain }) => domain))];
  return {
    counts: {
      taught: contextOf.size,
      heldOut: heldOut.length,
      refused: refused.length,
      questionsLeftOut: wanted.length - questions.length,
      disagreements: disagreements(attempts, scored),
      failures: countFailures(records),
    },
    timings: { teachMs, trainMs, askMs },
    model: model.metrics,
    product: measureProduct(results),
    domains: domains.map((domain) => ({
      domain,
      measures: measureProduct(results.filter((_, i) => questions[i]?.domain === domain)),
    })),
    baselines: {
      bm25: measureBaseline(records, ({ bm25 }) => bm25),
      minilm: measureBaseline(records, ({ minilm }) => minilm),
      goldPassage: measureBaseline(records, ({ goldPassage }) => goldPassage),
    },
    questions: records,
  };
}

type OtherCandidates = Omit<QuestionRecord['candidates'], 'product'>;

function candidatesAt({ bm25, minilm, goldPassage }: BaselineCandidates, i: number): OtherCandidates {
  return { bm25: present(bm25[i]), minilm: present(minilm[i]), goldPassage: goldPassage[i] ?? null };
}

function recordOf(
  question: AskedQuestion,
  attempted: Attempt | undefined,
  scored: ScoredQuestion | undefined,
  others: OtherCandidates,
  contextOf: ReadonlyMap<number, string>,
): QuestionRecord {
  const attempt = present(attempted);
  const { answer, quote, confidence, trainDataId, retrieved } = present(scored);
  const context = trainDataId === null ? null : (contextOf.get(trainDataId) ?? null);
  const candidate = { answer, quote, confidence, context };
  const given = attempt.question?.answer;
  // What was said counts, where something was said; what would have been said, where not.
  const said = given && !given.abstained ? { ...candidate, ...saidBy(given, contextOf) } : candidate;
  const at = question.answerable ? retrieved.findIndex((id) => contextOf.get(id) === question.context) : -1;
  const { right, f1 } = judge(question, said);
  return {
    ...question,
    answered: given?.abstained === false,
    failure: attempt.failure,
    ms: attempt.ms,
    rank: at === -1 ? null : at + 1,
    right,
    f1,
    candidates: { product: said, ...others },
  };
}

type GivenAnswer = NonNullable<NonNullable<Attempt['question']>['answer']>;

function saidBy(answer: GivenAnswer, contextOf: ReadonlyMap<number, string>): Candidate {
  const [source] = answer.sources;
  return {
    answer: answer.text,
    quote: source?.quote ?? '',
    context: (source && contextOf.get(source.trainDataId)) ?? null,
    confidence: answer.confidence,
  };
}

function resultOf(record: QuestionRecord): ProductResult {
  const { answered, failure, rank, ms } = record;
  return { judged: judge(record, record.candidates.product), answered, failed: failure !== null, rank, ms };
}

function measureBaseline(
  records: readonly QuestionRecord[],
  pick: (candidates: QuestionRecord['candidates']) => Candidate | null,
) {
  return measureCandidates(
    records.flatMap((record) => {
      const candidate = pick(record.candidates);
      return candidate ? [judge(record, candidate)] : [];
    }),
  );
}

/** The same version must find the same again: anything else is a defect worth looking at. */
function disagreements(attempts: readonly Attempt[], scored: readonly ScoredQuestion[]): number {
  return attempts.filter(({ question }, i) => {
    const answer = question?.answer;
    return answer && !answer.abstained && answer.text !== scored[i]?.answer;
  }).length;
}

function countFailures(records: readonly QuestionRecord[]): { reason: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { failure } of records) if (failure !== null) counts.set(failure, (counts.get(failure) ?? 0) + 1);
  return [...counts].map(([reason, count]) => ({ reason, count }));
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a question has no result');
  return value;
}

function stopwatch(): () => number {
  const begun = performance.now();
  return () => Math.round(performance.now() - begun);
}
