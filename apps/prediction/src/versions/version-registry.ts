import type { OwnModel } from '../generation/own-models/own-model.js';
import type { Version, VersionRef } from './version.js';

/** Versions of a workspace that stay open: the last one loaded, and the one before for the questions still naming it. */
export const KEPT_PER_WORKSPACE = 2;
/** Versions open in the whole process; the least recently used idle one is closed first. */
export const KEPT_IN_ALL = 64;

export interface LoadedVersion {
  readonly ref: VersionRef;
  readonly version: Version;
  /** Confidence below which the version says «not taught». */
  readonly threshold: number;
  /** The one that goes with it, where a language model words the answers; closed with it. */
  readonly languageModel?: OwnModel;
}

/** Opens, verifies and warms a version. */
export type OpenVersion = (ref: VersionRef) => Promise<LoadedVersion>;

interface Entry extends LoadedVersion {
  inFlight: number;
  /** Order of last use, larger is later. */
  used: number;
  retired: boolean;
}

/**
 * The open versions. A new one is opened beside those that serve and becomes the workspace's latest in one step; a question
 * always runs on the version that it names, and a version is closed only when no question is using it.
 */
export class VersionRegistry {
  /** Per workspace, latest first. */
  private readonly workspaces = new Map<string, Entry[]>();
  private readonly loading = new Map<string, Promise<Entry>>();
  private clock = 0;
  private stopping = false;

  constructor(
    private readonly open: OpenVersion,
    private readonly keptInAll = KEPT_IN_ALL,
  ) {}

  /**
   * Loads a version and makes it the workspace's latest. Loading what is open already is instant.
   *
   * @throws AppError when the directory is refused; what served before goes on serving.
   */
  load(ref: VersionRef): Promise<LoadedVersion> {
    return this.withEntry(ref, (entry) => {
      this.makeLatest(entry);
      return Promise.resolve(entry);
    });
  }

  /** Runs `work` on the named version, which is loaded first when it is not open, and holds it open meanwhile. */
  use<T>(ref: VersionRef, work: (loaded: LoadedVersion) => Promise<T>): Promise<T> {
    return this.withEntry(ref, work);
  }

  /** Open versions, latest of each workspace first. */
  list(): { ref: VersionRef; passages: number; latest: boolean; inFlight: number }[] {
    return [...this.workspaces.values()].flatMap((entries) =>
      entries.map((entry, i) => ({
        ref: entry.ref,
        passages: entry.version.passages,
        latest: i === 0,
        inFlight: entry.inFlight,
      })),
    );
  }

  /** Closes a version as its questions end; it is opened again by whoever names it. */
  close(ref: VersionRef): void {
    const entry = this.find(ref);
    if (entry) this.retire(entry);
  }

  /** Closes all versions as their questions end. */
  closeAll(): void {
    this.stopping = true;
    for (const entry of [...this.workspaces.values()].flat()) this.retire(entry);
  }

  private async withEntry<T>(ref: VersionRef, work: (entry: Entry) => Promise<T>): Promise<T> {
    let entry = this.find(ref);
    // What was opened may have been closed again before this turn came; then it is opened once more.
    while (!entry || isClosed(entry)) entry = await this.openOnce(ref);
    entry.inFlight++;
    entry.used = ++this.clock;
    try {
      return await work(entry);
    } finally {
      entry.inFlight--;
      this.closeIfDone(entry);
    }
  }

  private find(ref: VersionRef): Entry | undefined {
    return this.workspaces.get(ref.workspaceId)?.find((entry) => sameVersion(entry.ref, ref));
  }

  private openOnce(ref: VersionRef): Promise<Entry> {
    const key = `${ref.workspaceId}/${ref.modelId}/${ref.manifestSha256}`;
    let opening = this.loading.get(key);
    if (!opening) {
      opening = this.openNew(ref).finally(() => this.loading.delete(key));
      this.loading.set(key, opening);
    }
    return opening;
  }

  private async openNew(ref: VersionRef): Promise<Entry> {
    const entry: Entry = { ...(await this.open(ref)), inFlight: 0, used: ++this.clock, retired: false };
    const [latest, ...previous] = this.workspaces.get(ref.workspaceId) ?? [];
    // Only `load` changes what is latest: a question may name an older version that had to be opened again.
    this.workspaces.set(ref.workspaceId, latest ? [latest, entry, ...previous] : [entry]);
    this.trim(ref.workspaceId);
    return entry;
  }

  private makeLatest(entry: Entry): void {
    const others = (this.workspaces.get(entry.ref.workspaceId) ?? []).filter((other) => other !== entry);
    entry.retired = false;
    this.workspaces.set(entry.ref.workspaceId, [entry, ...others]);
    this.trim(entry.ref.workspaceId);
  }

  private trim(workspaceId: string): void {
    for (const entry of this.workspaces.get(workspaceId)?.slice(KEPT_PER_WORKSPACE) ?? []) this.retire(entry);
    const all = [...this.workspaces.values()].flat().sort((a, b) => a.used - b.used);
    for (const entry of all.slice(0, Math.max(0, all.length - this.keptInAll))) this.retire(entry);
  }

  private retire(entry: Entry): void {
    const { workspaceId } = entry.ref;
    const left = (this.workspaces.get(workspaceId) ?? []).filter((other) => other !== entry);
    if (left.length > 0) this.workspaces.set(workspaceId, left);
    else this.workspaces.delete(workspaceId);
    entry.retired = true;
    this.closeIfDone(entry);
  }

  private closeIfDone(entry: Entry): void {
    if (!isClosed(entry)) return;
    entry.version.close();
    entry.languageModel?.close(this.stopping);
  }
}

function isClosed(entry: Entry): boolean {
  return entry.retired && entry.inFlight === 0;
}

function sameVersion(a: VersionRef, b: VersionRef): boolean {
  return a.modelId === b.modelId && a.manifestSha256 === b.manifestSha256;
}
