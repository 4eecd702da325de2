/** What `scripts/evaluate` and `scripts/bench` measure with: the same embedder, reader, retrieval, words, sentences and figures. */
export { Random } from './measuring/random.js';
export { bestF1, containsAnswer, exactMatch } from './measuring/squad.js';
export type { Candidate, Reader } from './reading/reader.js';
export { contentWords, readWords } from './reading/words.js';
export { codePointCount, sliceCodePoints, trimRange } from './retrieval/code-points.js';
export { cosine, type Embedder } from './retrieval/embedder.js';
export { HybridRetriever } from './retrieval/hybrid-retriever.js';
export type { Passage, RankedPassage } from './retrieval/passage.js';
export { PassageTable } from './retrieval/passage-table.js';
export { searchText } from './retrieval/search-text.js';
export type { VersionParts } from './versions/version.js';
export { loadVersionParts } from './versions/version-parts.js';
