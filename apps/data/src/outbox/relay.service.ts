import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG, type Config, logger } from '@personal-assistant/service-kit';
import { Database } from '../database/database.js';
import { Signals } from '../database/signals.js';
import { VersionRemoverService } from '../training/removal/version-remover.service.js';
import { VersionGateService } from '../training/version-gate.service.js';
import { backoffMs } from './backoff.js';
import { Lane } from './lane.js';
import { EDIT_GAP_MS, OutboxRepository, type OutboxRow } from './outbox.repository.js';
import { PublisherService } from './publisher.service.js';
import { CHAT_GAP_MS, SenderService } from './sender.service.js';

const JOBS_AT_ONCE = 16;
const DELIVERIES_AT_ONCE = 16;
const LOADS_AT_ONCE = 2;
const REMOVALS_AT_ONCE = 1;
/** Telegram's limits delay the next message of a chat, and the next edit of a message, for so long: look again then. */
const NEXT_MS = [CHAT_GAP_MS + 50, EDIT_GAP_MS + 50];

/** Takes committed outbox rows to where they belong. Several replicas may run it. */
@Injectable()
export class RelayService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = logger('relay');
  private readonly lanes: Lane[];
  private readonly endings: (() => void)[] = [];
  private stopped = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Database) private readonly database: Database,
    @Inject(Signals) private readonly signals: Signals,
    @Inject(OutboxRepository) private readonly outbox: OutboxRepository,
    @Inject(PublisherService) publisher: PublisherService,
    @Inject(SenderService) sender: SenderService,
    @Inject(VersionGateService) versions: VersionGateService,
    @Inject(VersionRemoverService) remover: VersionRemoverService,
  ) {
    const lane = (kind: OutboxRow['kind'], capacity: number, work: (row: OutboxRow) => Promise<void>) =>
      new Lane(kind, capacity, outbox, (row) => this.guarded(row, work));
    this.lanes = [
      lane('JOB', JOBS_AT_ONCE, (row) => publisher.publish(row)),
      lane('LOAD_VERSION', LOADS_AT_ONCE, (row) => versions.open(row)),
      lane('REMOVE_VERSION', REMOVALS_AT_ONCE, (row) => remover.remove(row)),
    ];
    // Without a bot there is nobody to deliver to: what is for Telegram waits.
    if (this.config.TELEGRAM_TOKEN) {
      this.lanes.push(
        lane('DELIVERY', DELIVERIES_AT_ONCE, async (row) => {
          await sender.send(row);
          for (const ms of NEXT_MS) {
            setTimeout(() => {
              this.signals.emit('outbox');
            }, ms).unref();
          }
        }),
      );
    }
  }

  onApplicationBootstrap(): void {
    this.endings.push(
      this.signals.on('outbox', () => {
        for (const lane of this.lanes) lane.kick();
      }),
    );
    for (const lane of this.lanes) lane.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const end of this.endings) end();
    await Promise.all(this.lanes.map((lane) => lane.stop()));
    this.stopped = true;
  }

  /** Waits until nothing is due. */
  async drain(): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.drain()));
  }

  private async guarded(row: OutboxRow, work: (row: OutboxRow) => Promise<void>): Promise<void> {
    try {
      await work(row);
    } catch (error) {
      // The database is being closed: the row is free again when its lease ends.
      if (this.stopped) return;
      const reason = error instanceof Error ? error.message : String(error);
      this.log.warn(
        { err: error, outboxId: row.id.toString(), kind: row.kind },
        'could not be sent yet; tried again later',
      );
      await this.database.transaction((tx) =>
        this.outbox.retryLater(
          tx,
          row,
          backoffMs(row.attempts),
          reason,
          row.kind === 'DELIVERY' && row.action === 'SEND',
        ),
      );
    }
  }
}
