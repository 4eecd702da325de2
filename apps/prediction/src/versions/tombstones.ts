import { Inject, Injectable } from '@nestjs/common';
import { type ClaimedQuestion, withdrawnTextsSchema } from '@personal-assistant/contracts';
import type { ServiceClient } from '@personal-assistant/service-kit';
import { Lru } from '../reading/lru.js';
import { DATA_SERVICE } from './live-versions.js';

/** Versions whose lists are kept. */
const KEPT = 64;
const NONE: ReadonlySet<number> = new Set();

interface List {
  readonly withdrawals: number;
  readonly ids: ReadonlySet<number>;
}

/**
 * Texts that a version holds but that were withdrawn since it was built. A question names how many withdrawals its workspace
 * has seen, so the list is fetched once after each, and not at all where nothing was ever withdrawn.
 */
@Injectable()
export class Tombstones {
  private readonly lists = new Lru<List>(KEPT);

  constructor(@Inject(DATA_SERVICE) private readonly dataService: Pick<ServiceClient, 'get'>) {}

  /** @throws RemoteError when the list cannot be had: then nothing may be answered yet. */
  async of({ version, withdrawals }: Pick<ClaimedQuestion, 'version' | 'withdrawals'>): Promise<ReadonlySet<number>> {
    if (!version || withdrawals === 0) return NONE;
    const key = String(version.modelId);
    const known = this.lists.get(key);
    if (known && known.withdrawals >= withdrawals) return known.ids;
    const fetched = await this.dataService.get(`/internal/models/${key}/withdrawn`, withdrawnTextsSchema);
    const list = { withdrawals: fetched.withdrawals, ids: new Set(fetched.ids) };
    this.lists.set(key, list);
    return list.ids;
  }
}
