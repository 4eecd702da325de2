import { logger } from '@personal-assistant/service-kit';
import { ownModelsTotal } from '../generation.metrics.js';

/** How long the server's own model is asked before it is tried again to bring the version's. */
export const RETRY_MS = 60_000;

/** The language model that goes with a version. The seam to what asks for answers. */
export interface VersionModel {
  /** What to ask for now; `undefined`: what the server has anyway (LLM_MODEL), since it does not serve this one yet. */
  name(): string | undefined;
  /** The server refused the name. @returns what to ask for instead, once more at most. */
  refused(status: number): Promise<string | undefined>;
}

export interface Bringing {
  readonly modelName: string;
  /** Makes the server serve it; nothing when it does already. */
  readonly bring: () => Promise<void>;
  readonly release: () => Promise<void>;
}

/**
 * Brings a version's language model into the server, and says under which name it can be asked for. Whatever goes wrong, the
 * version answers: with the server's own model, or by the reader.
 */
export class OwnModel implements VersionModel {
  private readonly log = logger('language model');
  private serves = false;
  private closed = false;
  private bringing: Promise<void> | undefined;
  private triedAt = -Infinity;

  constructor(
    private readonly options: Bringing,
    private readonly now: () => number = () => performance.now(),
  ) {}

  name(): string | undefined {
    if (!this.serves && !this.closed && this.now() - this.triedAt >= RETRY_MS) void this.tried();
    return this.served();
  }

  async refused(status: number): Promise<string | undefined> {
    this.serves = false;
    // Only one that it does not know is worth bringing again: it was started anew, or another replica took it away.
    if (status === 404 && !this.closed) await this.tried();
    else this.triedAt = this.now();
    return this.served();
  }

  private served(): string | undefined {
    return this.serves ? this.options.modelName : undefined;
  }

  /** Tries to bring it; one try at a time. Never throws. */
  tried(): Promise<void> {
    this.bringing ??= this.bringOnce().finally(() => (this.bringing = undefined));
    return this.bringing;
  }

  /** Takes it out of the server again. @param keeps leave it there: other replicas, and the next start, ask for it. */
  close(keeps = false): void {
    this.closed = true;
    if (keeps) return;
    void (async () => {
      await this.bringing;
      if (!this.serves) return;
      this.serves = false;
      await this.options.release();
    })().catch((error: unknown) => {
      this.log.warn(
        { model: this.options.modelName, reason: String(error) },
        'a language model could not be taken out',
      );
    });
  }

  private async bringOnce(): Promise<void> {
    this.triedAt = this.now();
    const { modelName } = this.options;
    try {
      await this.options.bring();
      this.serves = true;
      ownModelsTotal.inc({ outcome: 'brought' });
      this.log.info({ model: modelName }, 'the version is worded by its own language model');
    } catch (error) {
      ownModelsTotal.inc({ outcome: 'failed' });
      const reason = error instanceof Error ? error.message : String(error);
      this.log.warn({ model: modelName, reason }, "the version's own language model is not served; LLM_MODEL is asked");
    }
  }
}
