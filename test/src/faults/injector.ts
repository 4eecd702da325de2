import type { FakeBotApi } from '../fakes/fake-bot-api/index.js';
import type { RedisServer } from '../support/redis.js';
import type { ServiceName, System } from '../support/system.js';
import type { Random } from './random.js';

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Breaks things at seeded moments. Names are those of the fault list in docs/reliability.md. */
export class FaultInjector {
  readonly log: string[] = [];

  constructor(
    private readonly random: Random,
    private readonly system: System,
    private readonly redis: RedisServer,
    private readonly telegram: FakeBotApi,
  ) {}

  /** One fault after the other until `until` (milliseconds since the epoch); all is up again when it resolves. */
  async run(until: number): Promise<void> {
    const faults: (() => Promise<void>)[] = [
      () => this.killService('telegram-bot'), // F1 ingest
      () => this.killService('data'), // F2, F3
      () => this.killService('data-consumer'),
      () => this.killService('prediction'),
      () => this.killService('train'), // F5
      () => this.flushWhileConsumerIsDown(), // F8
      () => this.killRedis(), // F8
      () => this.killPostgres(), // F11
      () => this.telegramTrouble(), // F4, F25–F27
      () => this.killLauncher(),
    ];
    // Every fault at least once in random order, then at random: a short run still meets all of them.
    const order = this.random.shuffled(faults);
    while (Date.now() < until) {
      await wait(this.random.between(1500, 3500));
      await (order.pop() ?? this.random.pick(faults))();
    }
  }

  private note(what: string): void {
    this.log.push(what);
  }

  private async killService(name: ServiceName): Promise<void> {
    this.note(`kill -9 ${name}`);
    await this.system.kill(name);
  }

  private async killPostgres(): Promise<void> {
    this.note('kill -9 PostgreSQL');
    await this.system.kill('postgres');
  }

  private async killLauncher(): Promise<void> {
    this.note('kill -9 launcher, then npm start');
    await this.system.kill('launcher');
    await this.system.launch();
  }

  /** Commands that are in the queue and nowhere else are gone for ever, unless PostgreSQL has them. */
  private async flushWhileConsumerIsDown(): Promise<void> {
    this.note('FLUSHALL while the consumer is down');
    await this.system.kill('data-consumer');
    await wait(400);
    await this.redis.cli('FLUSHALL');
  }

  private async killRedis(): Promise<void> {
    this.note('kill -9 Redis for a second');
    await this.redis.kill();
    await wait(1000);
    await this.redis.restart();
  }

  private telegramTrouble(): Promise<void> {
    this.note('Telegram: 429, 500, accept and drop');
    this.telegram.fail('sendMessage', { kind: 'flood', retryAfter: 1 });
    this.telegram.fail('sendMessage', { kind: 'error', status: 500 });
    this.telegram.fail('sendMessage', { kind: 'accept-then-drop' });
    this.telegram.fail('editMessageText', { kind: 'error', status: 500 });
    return Promise.resolve();
  }
}
