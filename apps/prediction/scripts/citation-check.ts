/**
 * How often the check of a language model's answer accepts answers made from `reading-train.jsonl.gz`: honest ones, and ones with
 * something wrong in them. Nothing is read by a model.
 *
 *     npm run measure:citations --workspace apps/prediction -- <folder with reading-*.jsonl.gz> <models/base> <cache folder> [--questions <count>]
 *
 * `choose`: contexts to look at while the check is changed; `measure`: one in sixteen, for the figures.
 */
import { exit, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { checkedAnswer } from '../src/generation/checked-answer.js';
import { Random } from '../src/measuring/random.js';
import { windowedContexts } from './fitting-inputs.js';
import { answersTo, type Case, caseOf } from './made-answers.js';

const SEED = 20261125;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    questions: { type: 'string', default: '4000' },
    show: { type: 'string' },
  },
});
const [data, baseModels, cache] = positionals;
if (!data || !baseModels || !cache) {
  stdout.write(
    'usage: citation-check <data folder> <models/base> <cache folder> [--questions <count>] [--show <kind>]\n',
  );
  exit(1);
}
const print = (line: string) => stdout.write(`${line}\n`);
const contexts = windowedContexts('train', data, baseModels, cache);
for (const [name, unseen] of [
  ['choose', false],
  ['measure', true],
] as const) {
  const random = new Random(SEED);
  const own = contexts.filter((context) => context.unseen === unseen);
  const cases = random
    .sample(own, Number(options.questions))
    .flatMap((context) => context.questions.map((question) => caseOf(context, question)))
    .filter((it) => it !== undefined)
    .slice(0, Number(options.questions));
  print(`${name}: ${cases.length} questions`);
  measure(cases, random);
}

function measure(cases: readonly Case[], random: Random): void {
  const counts = new Map<string, { honest: boolean; asked: number; accepted: number }>();
  for (const it of cases) {
    const sameText = cases.filter(({ context }) => context === it.context);
    const elsewhere = random.pick(cases.filter(({ context }) => context !== it.context));
    for (const { kind, honest, text } of answersTo(it, sameText, elsewhere, random)) {
      const count = counts.get(kind) ?? { honest, asked: 0, accepted: 0 };
      counts.set(kind, count);
      const accepted = typeof checkedAnswer(text, it.question.text, [it.passage]) !== 'string';
      count.asked++;
      count.accepted += Number(accepted);
      if (kind === options.show && accepted !== honest) print(`\nQ ${it.question.text}\nS ${it.sentence}\nA ${text}`);
    }
  }
  for (const [kind, { honest, asked, accepted }] of counts) {
    print(`${honest ? 'honest' : 'wrong '} ${((100 * accepted) / asked).toFixed(1).padStart(5)} % of ${asked} ${kind}`);
  }
}
