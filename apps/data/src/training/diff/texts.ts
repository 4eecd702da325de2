import { type Learned, modelMetricsSchema, type RichText } from '@personal-assistant/contracts';
import { bold, italic, rich } from '../../chats/rich.js';
import { plural } from '../../chats/time.js';
import { cut, said } from '../gate-texts.js';
import type { ModelRecord } from '../model.repository.js';
import { goldenScore, versionName } from '../texts.js';
import type { VersionDiff } from './version-diff.service.js';

/** What the assistant says about two versions side by side. */

const SHOWN = 5;

export function diffText(diff: VersionDiff): RichText {
  const { a, b } = diff;
  return rich(
    bold(`${nameOf(a)} and ${nameOf(b)}`),
    `\n${textsWords(diff)}`,
    ...scoreLines(a, b),
    ...goldenParts(diff),
  );
}

function nameOf(model: ModelRecord): string {
  return model.live ? `${versionName(model)}, which is live,` : versionName(model);
}

function textsWords({ a, b, texts: { onlyA, onlyB, withdrawn } }: VersionDiff): string {
  const [more, less, only] = b.id > a.id ? [b, a, onlyB] : [a, b, onlyA];
  const gone =
    withdrawn > 0
      ? `; ${plural(withdrawn, 'text')} that it was built with ${withdrawn === 1 ? 'is' : 'are'} withdrawn`
      : '';
  return only === 0
    ? `They know the same texts${gone === '' ? '.' : `, but for #${less.id}${gone}.`}`
    : `#${more.id} knows ${plural(only, 'text')} that #${less.id} does not. #${less.id} knows none that #${more.id} does not${gone}.`;
}

function scoreLines(a: ModelRecord, b: ModelRecord): string[] {
  const [left, right] = [figuresOf(a), figuresOf(b)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  return [
    `\n\n#${a.id} → #${b.id}`,
    ...names.map((name) => `\n${name}: ${left.get(name) ?? '?'} → ${right.get(name) ?? '?'}`),
  ];
}

function figuresOf(model: ModelRecord): Map<string, string> {
  const figures = new Map<string, string>();
  const score = goldenScore(model);
  if (score !== '') figures.set('Golden questions right, when trained', score);
  const parsed = modelMetricsSchema.safeParse(model.metrics);
  if (!parsed.success) return figures;
  const { texts, passages, seconds, threshold, falseAnswerRate, recallAt1, answeredRate, learned } = parsed.data;
  const shares = {
    'Right text first': recallAt1,
    Answered: answeredRate,
    'Answered though never taught': falseAnswerRate,
  };
  for (const [name, share] of Object.entries(shares)) {
    if (share !== undefined) figures.set(name, `${Math.round(share * 100)}\u00a0%`);
  }
  figures.set('Threshold', threshold.toFixed(2));
  figures.set('Texts', texts.toLocaleString('en-US'));
  figures.set('Passages', passages.toLocaleString('en-US'));
  figures.set('Seconds', seconds.toFixed(seconds < 10 ? 1 : 0));
  figures.set('Reader', readerWords(learned));
  return figures;
}

function readerWords(learned: Learned | undefined): string {
  return learned?.epochs ? `fine-tuned on ${plural(learned.pairs, 'pair')}` : 'base';
}

function goldenParts({ a, b, golden }: VersionDiff): Parameters<typeof rich> {
  const { both, rightA, rightB, note, items } = golden;
  const more = items.length - SHOWN;
  return [
    note === null ? '' : `\n\nGolden questions: ${note}.`,
    both === 0
      ? ''
      : `\n\nOf ${plural(both, 'golden question')} that both were asked #${a.id} has ${rightA} right and #${b.id} ${rightB}; ` +
        (items.length === 0
          ? 'no answer differs.'
          : `${plural(items.length, 'answer')} ${items.length === 1 ? 'differs' : 'differ'}:`),
    ...items
      .slice(0, SHOWN)
      .flatMap((item) => [
        '\n\n',
        italic(cut(item.question)),
        `\nright: ${said(item.expected)}\n#${a.id}: ${said(item.a.answer)}\n#${b.id}: ${said(item.b.answer)}`,
      ]),
    more > 0 ? `\n\n… and ${more} more.` : '',
  ];
}
