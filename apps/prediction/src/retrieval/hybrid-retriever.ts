import { reciprocalRankFusion } from './fusion.js';
import type { RetrievedPassage } from './passage.js';
import type { PassageHit, PassageTable } from './passage-table.js';
import { searchText } from './search-text.js';

/** Hits that each of the two searches gives to the fusion. */
const CANDIDATES = 30;

/** Finds the passages that may answer a question: by meaning (vectors) and by words (BM25), joined by reciprocal rank. */
export class HybridRetriever {
  constructor(private readonly table: Pick<PassageTable, 'searchVector' | 'searchWords'>) {}

  /**
   * @param vector unit vector of the question; the words are looked up while it is still being computed.
   * @param limit passages wanted, best first.
   */
  async retrieve(
    question: string,
    vector: Float32Array | Promise<Float32Array>,
    limit: number,
  ): Promise<RetrievedPassage[]> {
    const [byVector, byWords] = await Promise.all([
      Promise.resolve(vector).then((computed) => this.table.searchVector(computed, CANDIDATES)),
      this.table.searchWords(searchText(question), CANDIDATES),
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
