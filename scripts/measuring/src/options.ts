import { access, constants } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** The command line is not understood; the message says what to change. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

/** @throws OptionError when the value is not a whole number from 1 on */
export function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new OptionError(`${option} takes a whole number from 1 on, not ${JSON.stringify(text)}.`);
}

/** @throws OptionError when the value is not a number above 0 */
export function positiveNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new OptionError(`${option} takes a number above 0, not ${JSON.stringify(text)}.`);
}

/** Fails before minutes of work, not after them. @throws OptionError when the file of `--json` cannot be written */
export async function requireWritable(json: string | undefined): Promise<void> {
  if (json === undefined) return;
  try {
    await access(dirname(resolve(json)), constants.W_OK);
  } catch {
    throw new OptionError(`--json ${json}: its folder does not exist or cannot be written to.`);
  }
}
