import { sliceCodePoints } from '../retrieval/code-points.js';
import { ALONE, type RankedPassage, type TextWindows, type Window, type WindowsOfTexts } from '../retrieval/passage.js';
import type { Lane } from '../retrieval/slots.js';
import { surroundingsOf } from '../retrieval/surroundings.js';
import type { Background } from './background.js';
import { type Evidence, measureSpans, questionEvidence, wideEvidence } from './evidence.js';
import { judge, type Judged, type Judgement, ranked } from './judgement.js';
import type { Candidate, Reader, ReaderQuestion } from './reader.js';
import type { PassageReader, PassageReading } from './reader-model.js';
import { bestSpans, type Span } from './spans.js';
import { sharesScript } from './scripts-of-text.js';
import { readWords } from './words.js';

/** Spans of one passage that go on, each of another sentence. */
const SPANS_PER_PASSAGE = 3;
/** Code points of a window with its surroundings: some 256 word pieces, the longest that the reader was trained on. */
const LONGEST_VIEW = 1100;

/** A span of a retrieved passage with its measurements. */
export interface MeasuredSpan extends Judged {
  readonly passage: RankedPassage;
  readonly answer: string;
  readonly quote: string;
  readonly span: Span;
}

/** Answers with the best span of the passages, each read alone by the base reader. */
export class SpanReader implements Reader {
  constructor(
    private readonly model: PassageReader,
    private readonly background: Background,
    private readonly judgement: Judgement,
    /** Of the whole version. */
    private readonly passages: number,
    private readonly texts: TextWindows = ALONE,
  ) {}

  get reads(): number {
    return this.judgement.passages;
  }

  get enough(): number {
    return this.judgement.enough;
  }

  async read(question: ReaderQuestion, passages: readonly RankedPassage[], lane: Lane): Promise<Candidate[]> {
    const again = this.judgement.wide > 0 ? passages : [];
    // Of all passages, while they are read: which are the likeliest is known only then.
    const [alone, texts] = await Promise.all([this.measure(question, passages, lane), this.textsOf(again)]);
    const likeliest = likeliestPassages(alone, this.judgement);
    const spans = await this.widen(question, alone, likeliest, texts, lane);
    return onePerSentence(
      judge(spans, this.judgement).map(({ span, confidence }) => ({
        trainDataId: span.trainDataId,
        answer: span.answer,
        quote: span.quote,
        start: span.span.quote.start,
        confidence,
      })),
    );
  }

  /** The likeliest spans of the passages with their evidence. */
  async measure(question: ReaderQuestion, passages: readonly RankedPassage[], lane: Lane): Promise<MeasuredSpan[]> {
    const known = questionEvidence(question, passages, this.passages, this.background);
    const found = await Promise.all(
      passages.map(async (passage, position) => {
        if (!sharesScript(question.text, passage.text)) return [];
        const reading = await this.model.read(question.text, passage.text, lane);
        const spans = bestSpans(reading, passage, SPANS_PER_PASSAGE);
        const evidence = measureSpans(known, passage, position, reading, spans, this.background);
        return spans.map((span, i) => measured(passage, span, evidence[i]));
      }),
    );
    return surestOfEach(found.flat());
  }

  /** The texts of these passages, as windows. */
  textsOf(passages: readonly RankedPassage[]): Promise<WindowsOfTexts> {
    return this.texts.windowsOf([...new Set(passages.map(({ trainDataId }) => trainDataId))]);
  }

  /** The spans with what the reader says of them when it sees what stands around these passages in their texts. */
  async widen(
    question: ReaderQuestion,
    spans: readonly MeasuredSpan[],
    passages: readonly RankedPassage[],
    texts: WindowsOfTexts,
    lane: Lane,
  ): Promise<MeasuredSpan[]> {
    // Windows of a short text have the same surroundings, which are read once.
    const readings = new Map<string, Promise<PassageReading>>();
    const read = ({ text }: Window) => {
      const reading = readings.get(text) ?? this.model.read(question.text, text, lane);
      readings.set(text, reading);
      return reading;
    };
    const seen = new Map(
      await Promise.all(
        passages.map(async (passage) => {
          const view = surroundingsOf(passage, texts.get(passage.trainDataId) ?? [], LONGEST_VIEW);
          return [passage, view.text === passage.text ? undefined : { view, reading: await read(view) }] as const;
        }),
      ),
    );
    return spans.map((span) => {
      const around = seen.get(span.passage);
      const wide = around && wideEvidence(around.reading, around.view, span.span.range);
      return wide ? { ...span, evidence: { ...span.evidence, ...wide } } : span;
    });
  }
}

/** The passages of the best spans, as many as are read once more. */
export function likeliestPassages<P>(
  spans: readonly (Judged & { readonly passage: P })[],
  judgement: Pick<Judgement, 'rank' | 'wide'>,
): P[] {
  const passages = new Set(ranked(spans, judgement).map(({ span }) => span.passage));
  return [...passages].slice(0, judgement.wide);
}

function measured(passage: RankedPassage, span: Span, evidence: Evidence | undefined): MeasuredSpan {
  if (!evidence) throw new Error('a span was not measured');
  const text = ({ start, end }: Span['range']) =>
    sliceCodePoints(passage.text, start - passage.start, end - passage.start);
  const answer = text(span.range);
  const key = readWords(answer)
    .list.map(({ surface }) => surface)
    .filter((word) => !ARTICLES.has(word))
    .join(' ');
  return { passage, trainDataId: passage.trainDataId, answer, key, quote: text(span.quote), span, evidence };
}
const ARTICLES = new Set(['a', 'an', 'the']);

/** Overlapping windows give the same span twice: the one that its window supports better stays. */
function surestOfEach(spans: readonly MeasuredSpan[]): MeasuredSpan[] {
  const found = new Map<string, MeasuredSpan>();
  for (const span of spans) {
    const { start, end } = span.span.range;
    const key = `${span.trainDataId}:${start}:${end}`;
    const other = found.get(key);
    if (!other || support(span) > support(other)) found.set(key, span);
  }
  return [...found.values()];
}

function support({ evidence }: MeasuredSpan): number {
  return evidence.margin + evidence.answerable;
}

/** The first of each sentence, which is its best. */
function onePerSentence(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ trainDataId, start }) => {
    const key = `${trainDataId}:${start}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
