import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { FIXTURES } from './paths.js';

const officeSchema = z.object({
  texts: z.array(z.string()),
  /** Questions that the texts answer; `text` is the index of the right one, `quote` is in the right sentence. */
  taught: z.array(z.object({ question: z.string(), text: z.number(), quote: z.string() })),
  /** Questions about something else entirely. */
  far: z.array(z.string()),
  /** Questions about the same things that the texts do not answer. */
  near: z.array(z.string()),
});
export type Office = z.infer<typeof officeSchema>;

/** What an office might teach its assistant, and what its people might ask. Never used for fitting. */
export async function readOffice(): Promise<Office> {
  return officeSchema.parse(JSON.parse(await readFile(join(FIXTURES, 'office.json'), 'utf8')));
}
