import type { LoadVersion } from '@personal-assistant/contracts';
import type { Candidate, Reader } from '../reading/reader.js';
import type { ReaderParts } from '../reading/reader-parts.js';
import { worthReading } from '../reading/worth-reading.js';
import type { Embedder } from '../retrieval/embedder.js';
import { HybridRetriever } from '../retrieval/hybrid-retriever.js';
import type { RetrievedPassage } from '../retrieval/passage.js';
import { PassageRanker } from '../retrieval/passage-ranker.js';
import { PassageTable } from '../retrieval/passage-table.js';
import type { Lane } from '../retrieval/slots.js';

/** Passages that are looked at: all that the two searches find. */
const RETRIEVED = 60;
/** Most texts reported as retrieved (contract of the score route). */
const REPORTED_TEXTS = 10;

export type VersionRef = LoadVersion;

/** Milliseconds of each stage of finding an answer. */
export interface StageTimes {
  readonly embed: number;
  readonly retrieve: number;
  readonly read: number;
}

export interface Finding {
  /** Best first; what {@link Reader.read} gave. */
  readonly candidates: readonly Candidate[];
  /** The passages that are likeliest to answer, best first. */
  readonly passages: readonly RetrievedPassage[];
  /** Ids of the retrieved texts, best first, at most 10. */
  readonly retrieved: readonly number[];
  readonly times: StageTimes;
  /** Unit vector of the question. */
  readonly vector: Float32Array;
}

/** What a version is opened with; shared by all versions of the process. */
export interface VersionParts {
  readonly embedder: Embedder;
  /** Orders what was found. */
  readonly ranker: PassageRanker;
  /** Reads for every version that has no reader of its own. */
  readonly reader: ReaderParts;
  /** The reader that was fine-tuned for the version of a directory, if one was; it goes with the version. */
  readonly ownReader: (directory: string) => Promise<ReaderParts | undefined>;
}

/** The knowledge of one version directory, open for questions. */
export class Version {
  private readonly retriever: HybridRetriever;
  private readonly reading: Reader;

  private constructor(
    private readonly table: PassageTable,
    private readonly embedder: Embedder,
    private readonly ranker: PassageRanker,
    readonly reader: ReaderParts,
    private readonly own: ReaderParts | undefined,
    readonly passages: number,
  ) {
    this.retriever = new HybridRetriever(table);
    this.reading = reader.create(passages, table);
  }

  /** @param directory absolute path. */
  static async open(directory: string, parts: VersionParts): Promise<Version> {
    const table = await PassageTable.open(directory);
    try {
      const passages = await table.count();
      const own = await parts.ownReader(directory);
      return new Version(table, parts.embedder, parts.ranker, own ?? parts.reader, own, passages);
    } catch (cause) {
      table.close();
      throw cause;
    }
  }

  /**
   * Everything that may answer the question, whatever the confidence.
   *
   * @param without texts that are passed over as if they had not been taught.
   */
  async find(question: string, lane: Lane, without: ReadonlySet<number> = new Set()): Promise<Finding> {
    const begun = performance.now();
    const embedding = this.embedder.embed(question, lane).then((computed) => ({ computed, at: performance.now() }));
    const vectorOf = embedding.then(({ computed }) => computed);
    const found = await this.retriever.retrieve(question, vectorOf, RETRIEVED, without);
    const { computed: vector, at: embedded } = await embedding;
    const passages = this.ranker.rank(question, vector, found);
    const retrieved = performance.now();
    const likeliest = passages.slice(0, this.reading.reads);
    const candidates = await this.reading.read(
      { text: question, vector },
      worthReading(likeliest, this.reading.enough),
      lane,
    );
    return {
      candidates,
      vector,
      passages: likeliest,
      retrieved: [...new Set(passages.map((passage) => passage.trainDataId))].slice(0, REPORTED_TEXTS),
      times: { embed: embedded - begun, retrieve: retrieved - embedded, read: performance.now() - retrieved },
    };
  }

  close(): void {
    this.table.close();
    // Questions have ended by now; what is left to do is giving memory back.
    void this.own?.close();
  }
}
