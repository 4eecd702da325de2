import { goldenLineSchema, type GoldenImportRefusal, MAX_GOLDEN_LINES } from '@personal-assistant/contracts';
import { AppError } from '@personal-assistant/service-kit';
import { readableJson } from '../../commands/readable-json.js';
import { textHash } from '../../teaching/text-identity.js';

/** A golden question as a file has it. */
export interface ImportedGolden {
  question: string;
  answer: string | null;
  hash: string;
}

export interface ReadGolden {
  items: ImportedGolden[];
  refused: GoldenImportRefusal[];
}

/**
 * Reads JSON lines; what cannot be read is refused with its line, the rest goes on. Empty lines are passed over, and so are fields
 * that an export has besides `question` and `answer`.
 *
 * @throws AppError `TOO_LARGE`
 */
export function readGoldenLines(text: string): ReadGolden {
  const lines = text.replace(/^\uFEFF/u, '').split(/\r?\n/u);
  const filled = lines.flatMap((line, index) => (line.trim() === '' ? [] : [{ line, number: index + 1 }]));
  if (filled.length > MAX_GOLDEN_LINES) {
    throw new AppError(
      'TOO_LARGE',
      `The file has ${filled.length.toLocaleString('en-US')} lines; send at most ${MAX_GOLDEN_LINES.toLocaleString('en-US')} at once.`,
    );
  }
  const firstOf = new Map<string, number>();
  const read: ReadGolden = { items: [], refused: [] };
  for (const { line, number } of filled) {
    const item = readLine(line);
    if (typeof item === 'string') {
      read.refused.push({ line: number, message: item });
      continue;
    }
    const same = firstOf.get(item.hash);
    if (same === undefined) {
      firstOf.set(item.hash, number);
      read.items.push(item);
    } else {
      read.refused.push({ line: number, message: `Line ${same} has the same question.` });
    }
  }
  return read;
}

/** @returns what is wrong, in a sentence */
function readLine(line: string): ImportedGolden | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'This is no JSON: write one object a line, such as {"question": "…", "answer": "…"}.';
  }
  const parsed = goldenLineSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path[0];
    return field === undefined
      ? 'This is no object: write {"question": "…", "answer": "…"}.'
      : `«${String(field)}» ${issue?.message ?? 'is not understood'}${field === 'answer' ? '; null where nothing taught answers it' : ''}.`;
  }
  const { question, answer } = readableJson(parsed.data);
  return { question, answer, hash: textHash(question) };
}
