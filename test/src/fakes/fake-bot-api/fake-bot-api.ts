import type { BotCommand, Chat, Update, User, UserFromGetMe } from '@grammyjs/types';
import { FakeChat, type BotStanding } from './fake-chat.js';
import type { FakeMember, FakePress } from './fake-member.js';
import type { FakeMessage } from './fake-message.js';
import { FaultScript, seededRandom, type Fault, type FaultRule } from './faults.js';
import { FloodControl } from './flood-control.js';
import { BotApiHttpServer } from './http-server.js';
import { duplicatesAmong, Transcript } from './transcript.js';
import { UpdateQueue, type NewUpdate } from './update-queue.js';
import { WebhookSender, type Webhook } from './webhook-sender.js';

export interface FakeBotApiOptions {
  /** 0 (default) takes a free one. */
  port?: number;
  token?: string;
  botUsername?: string;
  /** True: in groups the bot sees only what is meant for it, unless it is an administrator. Default false. */
  privacyMode?: boolean;
  /** Least milliseconds between two messages in one chat, else 429; Telegram's is about 1000. Default 0 (off). */
  minGapMs?: number;
  /** Seed of faults that are given with a `chance`. */
  seed?: number;
  firstUpdateId?: number;
  /** Called for each message of the bot, and again after each edit. */
  onBotMessage?: (message: FakeMessage) => void;
}

export interface ChatSetup {
  bot?: BotStanding;
  username?: string;
}

/**
 * A Bot API server for tests: one bot, any number of chats and people, everything in memory, real HTTP.
 *
 * @example
 * const telegram = await FakeBotApi.start();          // TELEGRAM_API_ROOT = telegram.url, TELEGRAM_TOKEN = telegram.token
 * const group = telegram.supergroup('Team');
 * const lesson = group.user('ann').sends('/train The guest Wi-Fi password is sunflower-42.');
 * const card = await telegram.chat(approvers.id)!.waitForMessage('sunflower-42');
 * approvers.user('bob').presses(card, 'Approve');
 * telegram.fail('sendMessage', { kind: 'accept-then-drop' }, { chat: group });
 */
export class FakeBotApi {
  readonly me: UserFromGetMe;
  readonly token: string;
  readonly updates: UpdateQueue;
  readonly transcript = new Transcript();
  readonly faults: FaultScript;
  readonly flood: FloodControl;
  /** What `setMyCommands` set, by scope: `default`, `chat:<id>`, … */
  readonly commands = new Map<string, BotCommand[]>();
  readonly chats = new Map<number, FakeChat>();
  webhook?: Webhook;

  private readonly server: BotApiHttpServer;
  private readonly users = new Map<string, User>();
  private readonly presses = new Map<string, FakePress>();
  private readonly resolvePress = new Map<string, () => void>();
  private port = 0;
  private nextUserId = 1_001;
  private nextGroupId = 4_001;
  private nextSupergroupId = 1_000_000_001;
  private nextMessageId = 1;
  private nextQueryId = 1;
  private sender?: WebhookSender;

  private constructor(private readonly options: FakeBotApiOptions) {
    this.token = options.token ?? '424242:fake-bot-token';
    const username = options.botUsername ?? 'assistant_test_bot';
    this.me = {
      id: Number(this.token.split(':')[0]),
      is_bot: true,
      first_name: 'Assistant',
      username,
      can_join_groups: true,
      can_read_all_group_messages: !options.privacyMode,
      supports_inline_queries: false,
      can_connect_to_business: false,
      has_main_web_app: false,
      has_topics_enabled: false,
      allows_users_to_create_topics: false,
      can_manage_bots: false,
      supports_join_request_queries: false,
    };
    this.updates = new UpdateQueue(options.firstUpdateId ?? 700_001);
    this.faults = new FaultScript(seededRandom(options.seed ?? 1));
    this.flood = new FloodControl(options.minGapMs ?? 0);
    this.server = new BotApiHttpServer(this);
  }

  static async start(options: FakeBotApiOptions = {}): Promise<FakeBotApi> {
    const api = new FakeBotApi(options);
    await api.resume();
    return api;
  }

  /** For `TELEGRAM_API_ROOT`. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    await this.sender?.stop();
    await this.server.close();
  }

  /** Takes the server off the network; what people do meanwhile waits. {@link resume} brings it back on the same port. */
  async goOffline(): Promise<void> {
    await this.server.close();
  }

  async resume(): Promise<void> {
    this.port = await this.server.listen(this.port || (this.options.port ?? 0));
  }

  // ---- chats and people ----------------------------------------------------------------------------------------

  group(title: string, setup: ChatSetup = {}): FakeChat {
    return this.open(new FakeChat(this, -this.nextGroupId++, { type: 'group', title, bot: setup.bot }));
  }

  supergroup(title: string, setup: ChatSetup & { isForum?: boolean } = {}): FakeChat {
    const id = Number(`-100${this.nextSupergroupId++}`);
    return this.open(new FakeChat(this, id, { type: 'supergroup', title, ...setup }));
  }

  /** A supergroup with topics. */
  forum(title: string, setup: ChatSetup = {}): FakeChat {
    return this.supergroup(title, { ...setup, isForum: true });
  }

  privateChat(name: string, setup: ChatSetup = {}): FakeChat {
    const user = this.user(name);
    return (
      this.chats.get(user.id) ?? this.open(new FakeChat(this, user.id, { type: 'private', title: name, ...setup }))
    );
  }

  channelChat(title: string): Chat {
    const known = [...this.chats.values()].find((c) => c.options.type === 'channel' && c.options.title === title);
    const id = Number(`-100${this.nextSupergroupId++}`);
    return (known ?? this.open(new FakeChat(this, id, { type: 'channel', title, bot: 'left' }))).toTelegram();
  }

  /** The person of that name; the same name is the same person in every chat. */
  user(name: string): User {
    const known = this.users.get(name);
    if (known) return known;
    const user: User = { id: this.newUserId(), is_bot: false, first_name: name, username: name };
    this.users.set(name, user);
    return user;
  }

  chat(id: number | string | undefined): FakeChat | undefined {
    if (typeof id === 'string' && id.startsWith('@')) {
      return [...this.chats.values()].find((chat) => chat.options.username === id.slice(1));
    }
    return this.chats.get(Number(id));
  }

  newUserId(): number {
    return this.nextUserId++;
  }

  newMessageId(): number {
    return this.nextMessageId++;
  }

  isOurBot(userId: number): boolean {
    return userId === this.me.id;
  }

  // ---- what goes wrong -----------------------------------------------------------------------------------------

  /** Makes the next call of `method` (or as many as `rule.times`) go wrong. */
  fail(method: string, fault: Fault, rule: Omit<FaultRule, 'method'> = {}): void {
    this.faults.add(fault, { ...rule, method });
  }

  /** Messages of the bot that stand in a chat more than once. */
  duplicates(): FakeMessage[][] {
    return duplicatesAmong([...this.chats.values()].flatMap((chat) => chat.botMessages));
  }

  // ---- called by chats and methods -----------------------------------------------------------------------------

  botWrote(message: FakeMessage): void {
    this.options.onBotMessage?.(message);
  }

  emit(update: NewUpdate): Update | undefined {
    return this.updates.push(update);
  }

  messageWritten(message: FakeMessage, botWasLast: boolean): void {
    if (!this.seenByBot(message, botWasLast)) return;
    this.emit({ message: message.toTelegram() as NonNullable<Update['message']> });
  }

  messageEdited(message: FakeMessage): void {
    if (!this.seenByBot(message, false)) return;
    this.emit({ edited_message: message.toTelegram() as NonNullable<Update['edited_message']> });
  }

  press(member: FakeMember, message: FakeMessage, data: string): FakePress {
    const id = String(this.nextQueryId++);
    const query = {
      id,
      from: member.author.from,
      chat_instance: String(message.chat.id),
      message: message.toTelegram(),
      data,
    };
    const press: FakePress = {
      query,
      answered: new Promise<void>((resolve) => {
        this.resolvePress.set(id, resolve);
      }),
    };
    this.presses.set(id, press);
    this.emit({ callback_query: query });
    return press;
  }

  answerPress(queryId: string, answer: NonNullable<FakePress['answer']>): boolean {
    const press = this.presses.get(queryId);
    if (!press) return false;
    press.answer = answer;
    this.resolvePress.get(queryId)?.();
    return true;
  }

  setWebhook(webhook: Webhook | undefined): void {
    void this.sender?.stop();
    this.webhook = webhook;
    this.sender = webhook && new WebhookSender(webhook, this.updates);
  }

  private open(chat: FakeChat): FakeChat {
    this.chats.set(chat.id, chat);
    return chat;
  }

  /** Privacy mode: in groups a bot that is no administrator sees commands, mentions, replies to it, service messages. */
  private seenByBot(message: FakeMessage, botWasLast: boolean): boolean {
    const { chat, text, author } = message;
    if (chat.bot !== 'member' && chat.bot !== 'administrator') return false;
    if (author.from.is_bot && !author.senderChat) return false;
    const readsAll =
      chat.options.type === 'private' || chat.bot === 'administrator' || this.me.can_read_all_group_messages;
    if (readsAll || text === '') return true;
    if (message.replyTo?.fromBot) return true;
    if (new RegExp(`@${this.me.username}\\b`, 'iu').test(text)) return true;
    return text.startsWith('/') && botWasLast && !/^\/\w+@/u.test(text);
  }
}
