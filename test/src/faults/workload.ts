import type { FakeBotApi, FakeChat, FakeMessage } from '../fakes/fake-bot-api/index.js';
import type { Random } from './random.js';

/** What people did, for the invariants to compare with what the system holds. */
export interface Deeds {
  lessons: { text: string; message: FakeMessage }[];
  questions: FakeMessage[];
  trainings: FakeMessage[];
}

const WORDS = ['lamp', 'garden', 'ladder', 'window', 'engine', 'bottle', 'carpet', 'mirror', 'pencil', 'basket'];
const PLACES = ['cellar', 'attic', 'kitchen', 'workshop', 'library', 'garage', 'office', 'shed', 'hall', 'studio'];

/** People of two groups and an approvers' chat, who teach, ask, decide and train at random moments. */
export class Workload {
  readonly deeds: Deeds = { lessons: [], questions: [], trainings: [] };
  private readonly decided = new Set<number>();
  private acts = 0;
  private running = true;

  constructor(
    private readonly random: Random,
    private readonly groups: readonly FakeChat[],
    private readonly approvers: FakeChat,
    readonly telegram: FakeBotApi,
  ) {}

  /** Acts until {@link stop}, at a pace that stays below what Telegram allows in one chat (20 messages a minute). */
  async run(): Promise<void> {
    while (this.running) {
      this.act();
      await new Promise((resolve) => setTimeout(resolve, this.random.between(1000, 3000)));
    }
  }

  stop(): void {
    this.running = false;
  }

  /** By turns, not by dice: whatever the seed, each flow is under way while things break. */
  private act(): void {
    const turns = ['teach', 'ask', 'teach', 'decide', 'teach', 'decide', 'ask', 'train'] as const;
    const turn = turns[this.acts % turns.length] ?? 'teach';
    this.acts += 1;
    this[turn]();
  }

  private teach(): void {
    const group = this.random.pick(this.groups);
    const number = this.deeds.lessons.length + 1;
    const text = `Box ${number * 7} holds the ${this.random.pick(WORDS)} of the ${this.random.pick(PLACES)}, shelf ${number}.`;
    this.deeds.lessons.push({ text, message: group.user(`member${number % 5}`).sends(`/train ${text}`) });
  }

  private ask(): void {
    const group = this.random.pick(this.groups);
    const question = `/ask Which box holds the ${this.random.pick(WORDS)} of the ${this.random.pick(PLACES)}?`;
    this.deeds.questions.push(group.user(`member${this.deeds.questions.length % 5}`).sends(question));
  }

  /** Taps on a card; every third time both buttons at once, by two approvers (F15). */
  private decide(): void {
    const card = this.approvers.botMessages.find(
      (message) => message.button('Approve') && !this.decided.has(message.id),
    );
    if (!card) return;
    this.decided.add(card.id);
    this.approvers.user('boss').presses(card, 'Approve');
    if (this.random.chance(0.33))
      this.approvers.user('deputy').presses(card, this.random.chance(0.5) ? 'Approve' : 'Reject');
  }

  private train(): void {
    this.deeds.trainings.push(this.approvers.user('boss').sends('/start_train'));
  }
}
