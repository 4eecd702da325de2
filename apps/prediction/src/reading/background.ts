import { z } from 'zod';

export const backgroundSchema = z.object({
  about: z.string(),
  documents: z.number().int().positive(),
  /** Number of documents that have the stem. */
  counts: z.record(z.string(), z.number().int().positive()),
});

/**
 * How common words are in general English, so that a question's rare words weigh more than its common ones. Counted in a
 * large collection and not in the workspace: with one taught text every word would be equally rare.
 */
export class Background {
  private readonly counts: ReadonlyMap<string, number>;
  private readonly documents: number;

  constructor(file: z.infer<typeof backgroundSchema>) {
    this.counts = new Map(Object.entries(file.counts));
    this.documents = file.documents;
  }

  /** Inverse document frequency, 0 (in every document) to 1 (never seen). */
  idf(stem: string): number {
    return Math.log((this.documents + 1) / ((this.counts.get(stem) ?? 0) + 1)) / Math.log(this.documents + 1);
  }

  knows(stem: string): boolean {
    return this.counts.has(stem);
  }
}
