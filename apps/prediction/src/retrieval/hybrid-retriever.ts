import { reciprocalRankFusion } from './fusion.js';
import type { RetrievedPassage } from './passage.js';
import type { PassageHit, PassageTable } from './passage-table.js';
import { searchText } from './search-text.js';

/** Hits that each of the two searches gives to the fusion. */
const CANDIDATES = 30;
/** How far a search is widened when most of what it finds is passed over. */
const WIDEST = 30 * 4 ** 3;

/** Finds the passages that may answer a question: by meaning (vectors) and by words (BM25), joined by reciprocal rank. */
export class HybridRetriever {
  constructor(private readonly table: Pick<PassageTable, 'searchVector' | 'searchWords'>) {}

  /**
   * @param vector unit vector of the question; the words are looked up while it is still being computed.
   * @param limit passages wanted, best first.
   * @param without texts that are passed over: what remains is ranked as if they had not been taught.
   */
  async retrieve(
    question: string,
    vector: Float32Array | Promise<Float32Array>,
    limit: number,
    without: ReadonlySet<number> = new Set(),
  ): Promise<RetrievedPassage[]> {
    const words = searchText(question);
    const [byVector, byWords] = await Promise.all([
      Promise.resolve(vector).then((computed) => found((wanted) => this.table.searchVector(computed, wanted), without)),
      found((wanted) => this.table.searchWords(words, wanted), without),
    ]);
    const wordScores = new Map(byWords.map((hit) => [hit.id, hit.wordScore]));
    return reciprocalRankFusion<PassageHit>([byVector, byWords], (hit) => hit.id)
      .slice(0, limit)
      .map(({ item, ranks: [vectorRank, wordRank], score }) => ({
        ...item.passage(),
        vectorRank,
        wordRank,
        wordScore: wordScores.get(item.id),
        fused: score,
      }));
  }
}

/** The best hits of other texts. More are looked at when passing over leaves less than half of them. */
async function found(
  search: (limit: number) => Promise<PassageHit[]>,
  without: ReadonlySet<number>,
): Promise<PassageHit[]> {
  for (let wanted = CANDIDATES; ; wanted *= 4) {
    const hits = await search(wanted);
    if (without.size === 0) return hits;
    const left = hits.filter(({ trainDataId }) => !without.has(trainDataId)).slice(0, CANDIDATES);
    const exhausted = hits.length < wanted || wanted >= WIDEST;
    if (exhausted || left.length >= CANDIDATES / 2) return left;
  }
}
