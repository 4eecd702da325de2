import { type Asked, type Product, reasonOf } from './product.js';

/** A question that came back, or did not. */
export type Attempt = (Asked & { failure: null }) | { question: null; ms: number; failure: string };

/** Asks every question, `concurrency` at a time; a question that fails does not stop the others. */
export async function askAll(
  product: Pick<Product, 'ask'>,
  questions: readonly string[],
  concurrency: number,
  done: (count: number) => void,
): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  let finished = 0;
  const left = questions.entries();
  const work = async () => {
    // Each worker takes the next question from the one iterator.
    for (const [i, question] of left) {
      attempts[i] = await attempt(product, question);
      done(++finished);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return attempts;
}

async function attempt(product: Pick<Product, 'ask'>, text: string): Promise<Attempt> {
  const begun = performance.now();
  try {
    const { question, ms } = await product.ask(text);
    if (question.status === 'ANSWERED' && question.answer) return { question, ms, failure: null };
    const reason = question.status === 'PENDING' ? 'no answer in time' : (question.error ?? 'failed without a reason');
    return { question: null, ms, failure: reason };
  } catch (error) {
    return { question: null, ms: performance.now() - begun, failure: reasonOf(error) };
  }
}
