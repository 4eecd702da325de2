import { Random } from '@personal-assistant/prediction/evaluation';

const THINGS =
  'printer laptop badge parking canteen invoice server meeting visitor parcel contract holiday training budget kitchen garden lift roof office team'.split(
    ' ',
  );
const VERBS = 'opens closes costs needs moves starts ends breaks returns expires'.split(' ');
const PLACES = 'Lisbon Porto Berlin Oslo Cairo Lima Quito Osaka Perth Dakar'.split(' ');
const SENTENCES = 5;

/** An office note of five sentences; about one passage. Different numbers, different notes. */
export function generatedText(n: number): string {
  const random = new Random(n);
  const sentence = () =>
    `The ${random.pick(THINGS)} ${random.below(90_000)} in ${random.pick(PLACES)} ${random.pick(VERBS)} at ${random.below(24)}:00 ` +
    `for the ${random.pick(THINGS)} people.`;
  return Array.from({ length: SENTENCES }, sentence).join(' ');
}

/** A question about {@link generatedText} of the same number. */
export function generatedQuestion(n: number): string {
  const [, thing, place, verb] = /^The (\w+ \d+) in (\w+) (\w+) /u.exec(generatedText(n)) ?? [];
  return `When is it that the ${thing ?? ''} in ${place ?? ''} ${verb ?? ''}?`;
}

/** The right answer to {@link generatedQuestion}. */
export function generatedAnswer(n: number): string {
  return /at (\d+:00)/u.exec(generatedText(n))?.[1] ?? '';
}
