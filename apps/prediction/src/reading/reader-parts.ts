import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { logger } from '@personal-assistant/service-kit';
import { ModelFolderError, type ModelIdentity } from '../models/model-folder.js';
import type { TextWindows } from '../retrieval/passage.js';
import type { Background } from './background.js';
import { type Judgement, judgementSchema, thresholdFor, unfitted } from './judgement.js';
import type { Reader } from './reader.js';
import { OnnxPassageReader } from './reader-model.js';
import { RememberingReader } from './remembering-reader.js';
import { SpanReader } from './span-reader.js';

/** File of a reader's folder that turns its numbers into a probability. */
const JUDGEMENT = 'confidence.json';
const FIT_AGAIN = 'make it again with npm run fit:reader';
/** Folder inside a version's directory of the reader that was fine-tuned for it. */
const OWN_READER = 'reader';

/** What reads passages: a trained reader with what was measured of it, or the sentence reader. */
export interface ReaderParts {
  /** `null`: the sentence reader, which has no model. */
  readonly identity: ModelIdentity | null;
  /**
   * A reader for one version: it may keep what it computed about that version's passages.
   *
   * @param passages how many the version has; 1 when not said.
   * @param texts where the rest of a passage's text is found; passages are read alone when not said.
   */
  create(passages?: number, texts?: TextWindows): Reader;
  /**
   * Confidence that so large a share of questions reach which nobody taught, in a version of so many passages, as measured
   * when the reader was made; `null` when it was not.
   */
  thresholdFor(share: number, passages: number): number | null;
  close(): Promise<void>;
}

/**
 * A trained reader of its folder, verified.
 *
 * @throws ModelFolderError that says what is wrong with the folder.
 */
export async function loadReader(directory: string, background: Background): Promise<ReaderParts> {
  const model = await OnnxPassageReader.load(directory);
  const judgement = await loadJudgement(model);
  const reader = new RememberingReader(model);
  return {
    identity: model.identity,
    create: (passages = 1, texts?: TextWindows) => new SpanReader(reader, background, judgement, passages, texts),
    thresholdFor: (share, passages) => thresholdFor(judgement, share, passages) ?? null,
    close: () => model.close(),
  };
}

/** The reader that was fine-tuned for a version, if one was. */
export async function loadOwnReader(version: string, background: Background): Promise<ReaderParts | undefined> {
  const directory = join(version, OWN_READER);
  return existsSync(directory) ? loadReader(directory, background) : undefined;
}

/** The reader's `confidence.json`; a reader without one is used all the same, with a word in the log. */
async function loadJudgement({ folder, identity }: OnnxPassageReader): Promise<Judgement> {
  const judgement = await folder.json(JUDGEMENT, judgementSchema, FIT_AGAIN);
  if (judgement === undefined) {
    logger('versions').warn(
      { reader: identity.name },
      `the reader has no ${JUDGEMENT}, so its confidences are not calibrated: make one with npm run fit:reader`,
    );
    return unfitted(identity);
  }
  if (judgement.reader.sha256 !== identity.sha256) {
    throw new ModelFolderError(
      `${join(folder.directory, JUDGEMENT)} was made for another reader («${judgement.reader.name}»): ${FIT_AGAIN}.`,
    );
  }
  return judgement;
}
