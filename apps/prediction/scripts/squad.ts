/** SQuAD's comparison of an answer with annotated ones (Rajpurkar et al., 2016). */

function words(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[!-/:-@[-`{-~]/gu, '')
    .split(/\s+/u)
    .filter((word) => word !== '' && word !== 'a' && word !== 'an' && word !== 'the');
}

export function exactMatch(answer: string, annotated: readonly string[]): boolean {
  return annotated.some((gold) => words(gold).join(' ') === words(answer).join(' '));
}

/** Token F1 with the annotated answer that it fits best, 0 to 1. */
export function answerF1(answer: string, annotated: readonly string[]): number {
  const own = words(answer);
  return Math.max(0, ...annotated.map((gold) => f1(own, words(gold))));
}

function f1(own: readonly string[], gold: readonly string[]): number {
  const rest = [...gold];
  const common = own.filter((word) => {
    const at = rest.indexOf(word);
    if (at !== -1) rest.splice(at, 1);
    return at !== -1;
  }).length;
  return common === 0 ? 0 : (2 * common) / (own.length + gold.length);
}
