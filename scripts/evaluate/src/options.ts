import { parseArgs } from 'node:util';
import { OptionError, wholeNumber } from '@personal-assistant/measuring';

export const HELP = `Usage: npm run evaluate -- --data FILE [options]

Starts a fresh system in a temporary folder, teaches it the contexts of FILE, trains, asks the questions and reports how
good the answers are, beside simpler ways of answering.

  --data FILE        examples, one JSON object a line (.jsonl or .jsonl.gz): domain, context, question, answers;
                     no answers: none of the contexts answers it, so it must not be answered
  --domains a,b      only these domains
  --holdout SHARE    share of the contexts that is not taught; their questions must not be answered (default 0)
  --limit N          ask at most N questions, a stable sample; all contexts are taught
  --concurrency N    questions asked at the same time (default 2)
  --json OUT         write everything machine readable, every question included
  --keep             leave the temporary folder
  --help             this text`;

export interface Options {
  readonly data: string;
  readonly domains: readonly string[];
  readonly holdout: number;
  readonly limit?: number;
  readonly concurrency: number;
  readonly json?: string;
  readonly keep: boolean;
}

/**
 * @returns `help` when that is all that is wanted
 * @throws OptionError
 */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values } = parse(args);
  if (values.help) return 'help';
  if (!values.data) throw new OptionError('--data FILE is needed.');
  return {
    data: values.data,
    domains: (values.domains ?? '').split(',').filter((domain) => domain !== ''),
    holdout: holdoutOf(values.holdout ?? '0'),
    limit: values.limit === undefined ? undefined : wholeNumber('--limit', values.limit),
    concurrency: wholeNumber('--concurrency', values.concurrency ?? '2'),
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
      options: {
        data: text,
        domains: text,
        holdout: text,
        limit: text,
        concurrency: text,
        json: text,
        keep: flag,
        help: { ...flag, short: 'h' },
      },
    });
  } catch (error) {
    throw new OptionError((error as Error).message);
  }
}

function holdoutOf(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value < 1) return value;
  throw new OptionError(`--holdout takes a share from 0 to below 1, as 0.2, not ${JSON.stringify(text)}.`);
}
