import { Inject, Injectable } from '@nestjs/common';
import type { DifferingGolden } from '@personal-assistant/contracts';
import { AppError } from '@personal-assistant/service-kit';
import { type GoldenCounts, GoldenResultRepository } from '../golden/golden-result.repository.js';
import { demandBuilt } from '../live-version.service.js';
import { type ModelRecord, ModelRepository } from '../model.repository.js';
import { VersionDiffRepository, type VersionSpan } from './version-diff.repository.js';

export interface VersionDiff {
  a: ModelRecord;
  b: ModelRecord;
  texts: { onlyA: number; onlyB: number; withdrawn: number };
  golden: GoldenCounts & { note: string | null; items: DifferingGolden[] };
  /** Texts whose words the golden questions show. */
  quotes: number[];
}

/** Compares two built versions: what each knows, how each scores, which golden questions they answer differently. */
@Injectable()
export class VersionDiffService {
  constructor(
    @Inject(ModelRepository) private readonly models: ModelRepository,
    @Inject(VersionDiffRepository) private readonly texts: VersionDiffRepository,
    @Inject(GoldenResultRepository) private readonly golden: GoldenResultRepository,
  ) {}

  /** @throws AppError `NOT_FOUND`; `CONFLICT` for one that was not built; `BAD_REQUEST` for one and the same */
  async compare(workspaceId: string, first: number, second: number): Promise<VersionDiff> {
    const [a, b] = await this.pair(workspaceId, first, second);
    const span = spanOf(a, b);
    const [learned, withdrawn, counts, differing] = await Promise.all([
      this.texts.countLearnedBetween(span),
      this.texts.countWithdrawnBetween(span),
      this.golden.compare(a.id, b.id),
      this.golden.differing(a.id, b.id),
    ]);
    const onlyLater = b.id > a.id ? { onlyA: 0, onlyB: learned } : { onlyA: learned, onlyB: 0 };
    const { items, quotes } = differing;
    const golden = { ...counts, note: noteOf(a, b, counts), items };
    return { a, b, texts: { ...onlyLater, withdrawn }, golden, quotes };
  }

  /** {@link compare} of the live version with another one. @throws AppError as there; `CONFLICT` when none is live */
  async compareWithLive(workspaceId: string, id: number): Promise<VersionDiff> {
    const live = await this.models.findLive(workspaceId);
    if (!live) throw new AppError('CONFLICT', 'No version is live yet, so name two: /diff 3 5.');
    if (live.id === id) throw new AppError('BAD_REQUEST', `#${id} is the live version; name another one: /diff 3.`);
    return this.compare(workspaceId, live.id, id);
  }

  /** A page of the texts that only the later one knows. */
  learned({ a, b }: VersionDiff, page: { limit: number; after?: number }): Promise<{ id: number; text: string }[]> {
    return this.texts.learnedBetween(spanOf(a, b), page);
  }

  private async pair(workspaceId: string, first: number, second: number): Promise<[ModelRecord, ModelRecord]> {
    if (first === second) throw new AppError('BAD_REQUEST', 'Those are one and the same version; name two.');
    const [a, b] = await Promise.all([this.models.find(workspaceId, first), this.models.find(workspaceId, second)]);
    return [demandBuilt(a, first), demandBuilt(b, second)];
  }
}

function spanOf(a: ModelRecord, b: ModelRecord): VersionSpan {
  const [earlier, later] = a.id < b.id ? [a, b] : [b, a];
  return { workspaceId: a.workspaceId, earlier, later };
}

function noteOf(a: ModelRecord, b: ModelRecord, { askedA, askedB, both }: GoldenCounts): string | null {
  const never = [askedA === 0 ? `#${a.id}` : '', askedB === 0 ? `#${b.id}` : ''].filter((id) => id !== '');
  if (never.length > 0) return `${never.join(' and ')} answered no golden question that is still there`;
  if (both === askedA && both === askedB) return null;
  return `they were not asked the same: #${a.id} ${askedA}, #${b.id} ${askedB}, and ${both} of these both`;
}
