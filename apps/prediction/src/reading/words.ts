import { stem } from './stem.js';

export interface Word {
  /** Lower case, without diacritics. */
  readonly surface: string;
  readonly stem: string;
  readonly capital: boolean;
}

/** A text as its words, with what matching needs. */
export interface Words {
  readonly list: readonly Word[];
  readonly stems: ReadonlySet<string>;
  /** Each pair of neighbours written as one word: `wi-fi` and `wi fi` both give `wifi`. */
  readonly joined: ReadonlySet<string>;
}

/** Scripts without spaces between words are read character by character. */
const WORD =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}|[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}]|(?<=\p{N})[.,:](?=\p{N}))*(?:['’]s\b)?/gu;

export function readWords(text: string): Words {
  const list = [...text.normalize('NFKC').matchAll(WORD)].map(([raw]): Word => {
    const surface = raw
      .replace(/['’]s$/iu, '')
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase();
    return { surface, stem: stem(surface), capital: /^\p{Lu}/u.test(raw) };
  });
  const joined = new Set<string>();
  list.forEach((word, i) => {
    const next = list[i + 1];
    if (next) joined.add(word.surface + next.surface);
  });
  return { list, stems: new Set(list.map((word) => word.stem)), joined };
}

const FUNCTION_WORDS = new Set(
  (
    'a an the this that these those there here it its i me my we us our you your he him his she her they them their ' +
    'is are was were be been being am do does did done doing have has had having will would shall should can could may might must ' +
    'of in on at to from by for with about into onto over under as than then so and or but if not no nor ' +
    'what which who whom whose when where why how many much ' +
    'some any all each every both other another such own same too very just only also please tell know say said get got ' +
    'let s t re ve ll d m don doesn didn isn aren wasn weren won can’t'
  ).split(' '),
);

const POINTING_WORDS = new Set(
  (
    'a an the this that these those it its i me my we us our you your he him his she her they them their ' +
    'what which who whom whose is are was were be been being and or but of to'
  ).split(' '),
);

/** Whether a word, in lower case, only points at something said elsewhere: «our», «he», «of». */
export function isPointing(word: string): boolean {
  return POINTING_WORDS.has(word);
}

/** The words of a question that an answer should be about: no function words, each stem once. */
export function contentWords(words: Words): Word[] {
  const seen = new Set<string>();
  return words.list.filter((word) => {
    if (FUNCTION_WORDS.has(word.surface) || seen.has(word.stem)) return false;
    seen.add(word.stem);
    return true;
  });
}
