import { type Button, type GoldenItem, type GoldenReport, type RichText } from '@personal-assistant/contracts';
import { bold, italic, rich } from '../chats/rich.js';
import { plural } from '../chats/time.js';
import type { ModelRecord } from './model.repository.js';
import { versionName } from './texts.js';

/** What the assistant says about versions that are held against the golden questions. */

const SHOWN = 5;
const LONGEST = 200;

export function candidateText(model: ModelRecord, reason: string): RichText {
  return rich(
    bold(`Training ${versionName(model)} is done`),
    ` and waits for you at the gate: ${reason}. I ask you below.`,
  );
}

/** In the place of {@link candidateText}, once it was decided. */
export function keptBackText(model: ModelRecord): RichText {
  return rich(bold(`Training ${versionName(model)} is done`), '; it stays a candidate.');
}

export function gateQuestionText(model: ModelRecord, reason: string, report: GoldenReport | undefined): RichText {
  return rich(
    bold(`Shall ${versionName(model)} go live?`),
    ` I did not put it live, because ${reason}. Until you decide what was live stays.`,
    ...doubtExample(report),
    ...differences(report),
  );
}

function doubtExample(report: GoldenReport | undefined): Parameters<typeof rich> {
  const example = report?.doubtExample;
  if (!example) return [];
  return ['\n\n', italic(cut(example.question)), `\npair: ${said(example.pair)}\ntexts: ${said(example.texts)}`];
}

export function gateButtons(modelId: number): Button[][] {
  return [
    [
      { label: 'Put it live', action: { kind: 'PUT_LIVE', modelId } },
      { label: 'Keep the old one', action: { kind: 'KEEP_LIVE', modelId } },
    ],
  ];
}

export function acceptedText(model: ModelRecord, who: string): RichText {
  return rich(bold(versionName(model)), `: ${who} put it live.`);
}

export function declinedText(model: ModelRecord, who: string | null): RichText {
  const why = who === null ? 'a newer version, which knows its texts, is live' : `${who} keeps the old one`;
  return rich(
    bold(`${versionName(model)} stays a candidate`),
    `: ${why}. What is new in it is in the next training; /use ${model.id} puts it live after all.`,
  );
}

function differences(report: GoldenReport | undefined): Parameters<typeof rich> {
  const broken = report?.items.filter(({ verdict }) => verdict === 'broken') ?? [];
  if (!report || broken.length === 0) return [];
  const more = report.broken - Math.min(broken.length, SHOWN);
  return [
    `\n\n${plural(report.broken, 'answer')} got worse, ${report.fixed} got better.`,
    ...broken.slice(0, SHOWN).flatMap(difference),
    more > 0 ? `\n\n… and ${more} more.` : '',
  ];
}

export function difference({ question, expected, candidate, live }: GoldenItem): Parameters<typeof rich> {
  return [
    '\n\n',
    italic(cut(question)),
    `\nright: ${said(expected)}\nlive: ${said(live?.answer)}\nnew: ${said(candidate.answer)}`,
  ];
}

export function said(answer: string | undefined): string {
  return answer === undefined ? 'not taught' : `«${cut(answer)}»`;
}

export function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
