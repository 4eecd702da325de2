import { parseArgs } from 'node:util';
import { OptionError, positiveNumber, wholeNumber } from '@personal-assistant/measuring';

/** In the order in which they run. */
export const BENCHES = ['ask', 'load', 'original', 'million', 'train', 'gate', 'rollback', 'texts'] as const;
export type Bench = (typeof BENCHES)[number];
/** What runs when nothing is named: what takes minutes. */
const USUAL: readonly Bench[] = ['ask', 'load', 'original'];

export const HELP = `Usage: npm run bench -- [ask] [load] [original] [million] [train] [gate] [rollback] [texts] [options]

Measures how fast the assistant is on this machine; without a name: ask, load and original.

  ask        starts a fresh system, teaches 10,000 passages, trains, asks 200 questions one after the other;
             milliseconds from the request to the stored answer
  load       the same system under a steady stream of questions, whether or not the earlier ones are answered
  original   one answer of the platform that this one follows: a GPT-2 of 124 M parameters, context 32, 100 tokens greedy
             without a key-value cache, PyTorch; with ask in the same run, how many times faster ask is
  million    hybrid retrieval over 1,000,000 passages: build time, disk, memory, milliseconds, recall
  train      100 texts learned: from the request until the version is live; and as the original platform learns them, a GPT-2 from
             nothing on each text, measured on a few of them; F1 of both on questions about them
  gate       a group with texts, a live version and golden questions; trainings on further pairs, honest and poisoned (answers
             exchanged) in turn: which go live by themselves?
  rollback   a fresh system with two versions goes back and forth between them under a steady stream of questions:
             milliseconds until the other one is live, questions without an answer, answers that name a wrong version
  texts      trains fresh systems on so many texts: seconds a stage, processor seconds, memory

  --passages N     of ask, load and rollback (default 10,000)
  --questions N    of ask (default 200)
  --rate R         questions a second of load and rollback (default 5)
  --seconds S      of load and rollback (default 60)
  --answers N      of original (default 3)
  --rows N         of million (default 1,000,000)
  --texts N,M      of texts (default 1000,10000), and one number of train (default 100)
  --sample N       of train: texts that the original is trained on (default 3)
  --tries N        of gate, of each kind (default 20)
  --pairs N        of gate, in each try (default 60)
  --seed N         of gate: which pairs the first try has (default 1); the next has those of the next number
  --domain NAME    of gate: which of the data's (default reddit)
  --data FILE      contexts and questions for ask, load, rollback and texts, as for npm run evaluate (default
                   ../shared/data/reading-train.jsonl.gz, generated texts where it is missing), for train and gate (default ../shared/data/reading-dev.jsonl.gz)
  --python FILE    a Python that has PyTorch, for original and train (default: an environment made for it)
  --json FILE      write everything machine readable
  --keep           leave the temporary folders
  --help           this text`;

export interface Options {
  readonly benches: readonly Bench[];
  readonly passages: number;
  readonly questions: number;
  /** Questions a second. */
  readonly rate: number;
  readonly seconds: number;
  readonly answers: number;
  readonly rows: number;
  /** Numbers of texts; empty when none was said. */
  readonly texts: readonly number[];
  readonly sample: number;
  readonly tries: number;
  readonly pairs: number;
  readonly seed: number;
  readonly domain: string;
  readonly data?: string;
  readonly python?: string;
  readonly json?: string;
  readonly keep: boolean;
}

/**
 * @returns `help` when that is all that is wanted
 * @throws OptionError
 */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const unknown = positionals.find((name) => !BENCHES.some((bench) => bench === name));
  if (unknown !== undefined)
    throw new OptionError(`There is no bench ${JSON.stringify(unknown)}; there are ${BENCHES.join(', ')}.`);
  const named = BENCHES.filter((bench) => positionals.includes(bench));
  return {
    benches: named.length > 0 ? named : USUAL,
    passages: wholeNumber('--passages', values.passages ?? '10000'),
    questions: wholeNumber('--questions', values.questions ?? '200'),
    rate: positiveNumber('--rate', values.rate ?? '5'),
    seconds: positiveNumber('--seconds', values.seconds ?? '60'),
    answers: wholeNumber('--answers', values.answers ?? '3'),
    rows: wholeNumber('--rows', values.rows ?? '1000000'),
    texts: (values.texts?.split(',') ?? []).map((count) => wholeNumber('--texts', count)),
    sample: wholeNumber('--sample', values.sample ?? '3'),
    tries: wholeNumber('--tries', values.tries ?? '20'),
    pairs: wholeNumber('--pairs', values.pairs ?? '60'),
    seed: wholeNumber('--seed', values.seed ?? '1'),
    domain: values.domain ?? 'reddit',
    data: values.data,
    python: values.python,
    json: values.json,
    keep: values.keep ?? false,
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        passages: text,
        questions: text,
        rate: text,
        seconds: text,
        answers: text,
        rows: text,
        texts: text,
        sample: text,
        tries: text,
        pairs: text,
        seed: text,
        domain: text,
        data: text,
        python: text,
        json: text,
        keep: flag,
        help: { ...flag, short: 'h' },
      },
    });
  } catch (error) {
    throw new OptionError((error as Error).message);
  }
}
