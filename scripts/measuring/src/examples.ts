import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { codePointCount, sliceCodePoints } from '@personal-assistant/prediction/evaluation';
import { z } from 'zod';

const exampleSchema = z.object({
  domain: z.string().min(1),
  context: z.string().min(1),
  question: z.string().min(1),
  answers: z.array(z.object({ text: z.string().min(1), start: z.number().int().nonnegative() })),
});

/**
 * A question about a text, with the spans that annotators marked; `start` counts Unicode code points. No spans: neither this
 * text nor any other of the file answers it.
 */
export type Example = z.infer<typeof exampleSchema>;

/** The data file cannot be used; the message names it, the line and what is wrong. */
export class DataError extends Error {
  override readonly name = 'DataError';
}

export interface Accepted {
  /** Also questions that nothing answers. */
  readonly unanswered: boolean;
}

/**
 * Reads a file of examples, one JSON object a line: `.jsonl` or `.jsonl.gz`.
 *
 * @throws DataError
 */
export async function readExamples(path: string, accepted?: Accepted): Promise<Example[]> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new DataError(missing ? `${path} does not exist.` : `${path} cannot be read: ${(error as Error).message}`);
  }
  return parseExamples(path.endsWith('.gz') ? unpack(path, bytes) : bytes.toString('utf8'), path, accepted);
}

/**
 * @param name of the file, for messages
 * @throws DataError
 */
export function parseExamples(text: string, name: string, accepted: Accepted = { unanswered: false }): Example[] {
  const examples: Example[] = [];
  text.split('\n').forEach((line, i) => {
    if (line.trim() !== '') examples.push(parseLine(line, `${name}, line ${i + 1}`, accepted));
  });
  if (examples.length === 0) throw new DataError(`${name} has no examples.`);
  return examples;
}

function parseLine(line: string, place: string, { unanswered }: Accepted): Example {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new DataError(`${place}: not JSON.`);
  }
  const parsed = exampleSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue && issue.path.length > 0 ? issue.path.join('.') : 'the object';
    throw new DataError(`${place}: ${field}: ${issue?.message ?? 'not as expected'}.`);
  }
  if (parsed.data.answers.length === 0 && !unanswered) {
    throw new DataError(`${place}: answers: needs at least one answer.`);
  }
  for (const { text, start } of parsed.data.answers) {
    const found = sliceCodePoints(parsed.data.context, start, start + codePointCount(text));
    if (found === text) continue;
    throw new DataError(
      `${place}: the context has ${JSON.stringify(found)} at ${start} (in code points), not the answer ${JSON.stringify(text)}.`,
    );
  }
  return parsed.data;
}

function unpack(path: string, bytes: Buffer): string {
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch {
    throw new DataError(`${path} is not a gzip file, or a damaged one.`);
  }
}
