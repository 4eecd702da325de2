import type { Chat, ChatMember, Message, User } from '@grammyjs/types';
import type { FakeBotApi } from './fake-bot-api.js';
import { FakeMember } from './fake-member.js';
import { FakeMessage, type MessageContent } from './fake-message.js';

export type BotStanding = 'member' | 'administrator' | 'left' | 'kicked';
export type MessagePredicate = (message: FakeMessage) => boolean;

export interface ChatOptions {
  type: Chat['type'];
  title: string;
  /** Makes a supergroup public. */
  username?: string;
  isForum?: boolean;
  /** How the bot stands there at the beginning; `member` when left out. */
  bot?: BotStanding;
}

/** Senders that Telegram puts in the place of a hidden person. */
const GROUP_ANONYMOUS_BOT: User = {
  id: 1_087_968_824,
  is_bot: true,
  first_name: 'Group',
  username: 'GroupAnonymousBot',
};
const CHANNEL_BOT: User = { id: 136_817_688, is_bot: true, first_name: 'Channel', username: 'Channel_Bot' };
const TELEGRAM: User = { id: 777_000, is_bot: false, first_name: 'Telegram' };

/** A chat with its messages and members, seen from the people's side. */
export class FakeChat {
  readonly messages: FakeMessage[] = [];
  readonly members = new Map<number, User>();
  readonly topics = new Map<number, string>();
  bot: BotStanding;
  /** Set once the group was upgraded; the old id only answers with it. */
  migratedTo?: FakeChat;
  private nextMessageId = 1;
  private readonly waiters = new Set<() => void>();

  constructor(
    readonly api: FakeBotApi,
    readonly id: number,
    readonly options: ChatOptions,
  ) {
    this.bot = options.bot ?? 'member';
  }

  // ---- people --------------------------------------------------------------------------------------------------

  /** The person of that name (made at first mention), as a member of this chat. */
  user(name: string): FakeMember {
    const user = this.api.user(name);
    this.members.set(user.id, user);
    return new FakeMember(this, { from: user });
  }

  /** An administrator who writes as the group itself. */
  anonymousAdmin(): FakeMember {
    return new FakeMember(this, { from: GROUP_ANONYMOUS_BOT, senderChat: this.toTelegram() });
  }

  /** Somebody who writes as one of their channels. */
  asChannel(title: string): FakeMember {
    return new FakeMember(this, { from: CHANNEL_BOT, senderChat: this.api.channelChat(title) });
  }

  /** Another bot in the same chat. */
  otherBot(username: string): FakeMember {
    const from = { id: this.api.newUserId(), is_bot: true, first_name: username, username };
    return new FakeMember(this, { from });
  }

  /** A post of the linked channel that Telegram forwards into this discussion group by itself. */
  channelForwards(title: string, text: string): FakeMessage {
    const senderChat = this.api.channelChat(title);
    const extra = { is_automatic_forward: true } as Partial<Message>;
    return this.add({ author: { from: TELEGRAM, senderChat }, text, extra });
  }

  topic(title: string): number {
    const opening = this.add({
      author: { from: this.user('topic-starter').author.from },
      extra: { forum_topic_created: { name: title, icon_color: 7_322_096 } },
    });
    this.topics.set(opening.id, title);
    return opening.id;
  }

  // ---- the bot's membership ------------------------------------------------------------------------------------

  addBot(by = 'owner', standing: 'member' | 'administrator' = 'member'): void {
    this.changeBot(by, standing);
  }

  removeBot(by = 'owner'): void {
    this.changeBot(by, 'kicked');
  }

  /** In a private chat: the person blocks the bot, and every send is 403 from then on. */
  blockBot(): void {
    this.changeBot(this.options.title, 'kicked');
  }

  private changeBot(by: string, standing: BotStanding): void {
    const old_chat_member = this.botMember();
    this.bot = standing;
    this.api.emit({
      my_chat_member: {
        chat: this.toTelegram(),
        from: this.user(by).author.from,
        date: Math.floor(Date.now() / 1000),
        old_chat_member,
        new_chat_member: this.botMember(),
      },
    });
  }

  botMember(): ChatMember {
    return { status: this.bot, user: this.api.me } as ChatMember;
  }

  /** Upgrades a basic group to a supergroup; the old chat gets the service message that names the new one. */
  migrate(by = 'owner'): FakeChat {
    if (this.migratedTo) return this.migratedTo;
    const supergroup = this.api.supergroup(this.options.title, { bot: this.bot });
    for (const [id, user] of this.members) supergroup.members.set(id, user);
    this.migratedTo = supergroup;
    const author = this.user(by).author;
    this.add({ author, extra: { migrate_to_chat_id: supergroup.id } });
    supergroup.add({ author, extra: { migrate_from_chat_id: this.id } });
    return supergroup;
  }

  // ---- messages ------------------------------------------------------------------------------------------------

  get botMessages(): FakeMessage[] {
    return this.messages.filter((message) => message.fromBot && !message.deleted);
  }

  find(id: number): FakeMessage | undefined {
    return this.messages.find((message) => message.id === id && !message.deleted);
  }

  /** Puts a message into the chat; what a person wrote is also an update for the bot, if it may see it. */
  add(content: MessageContent): FakeMessage {
    const message = new FakeMessage(this, this.newMessageId(), content);
    const botWasLast = this.messages.at(-1)?.fromBot ?? false;
    this.messages.push(message);
    if (message.fromBot) this.api.botWrote(message);
    else this.api.messageWritten(message, botWasLast);
    this.changed();
    return message;
  }

  messageEdited(message: FakeMessage): void {
    if (message.fromBot) this.api.botWrote(message);
    else this.api.messageEdited(message);
    this.changed();
  }

  /** Called after anything in this chat changed. */
  changed(): void {
    for (const check of [...this.waiters]) check();
  }

  /**
   * Waits for a message of the bot that satisfies `predicate`; messages that are already there and edits count too.
   *
   * @throws after `timeoutMs` (default 10 s), with what the bot did write here.
   */
  async waitForMessage(predicate: MessagePredicate | string | RegExp, timeoutMs = 10_000): Promise<FakeMessage> {
    const matches = toPredicate(predicate);
    return await new Promise<FakeMessage>((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        this.waiters.delete(check);
      };
      const check = () => {
        const found = this.botMessages.find(matches);
        if (!found) return;
        stop();
        resolve(found);
      };
      const timer = setTimeout(() => {
        stop();
        const seen = this.botMessages.map((message) => `  #${message.id} ${JSON.stringify(message.text)}`).join('\n');
        reject(
          new Error(
            `No message of the bot in "${this.options.title}" matched ${String(predicate)} within ${timeoutMs} ms. It wrote:\n${seen || '  nothing'}`,
          ),
        );
      }, timeoutMs);
      this.waiters.add(check);
      check();
    });
  }

  toTelegram(): Chat {
    const { type, title, username, isForum } = this.options;
    if (type === 'private') return { id: this.id, type, first_name: title, username: title };
    if (type === 'group') return { id: this.id, type, title };
    if (type === 'channel') return { id: this.id, type, title };
    return { id: this.id, type, title, ...(username && { username }), ...(isForum && { is_forum: true as const }) };
  }

  /** Message ids count per chat in supergroups and over all private chats and basic groups of the bot otherwise. */
  private newMessageId(): number {
    return this.options.type === 'supergroup' ? this.nextMessageId++ : this.api.newMessageId();
  }
}

function toPredicate(predicate: MessagePredicate | string | RegExp): MessagePredicate {
  if (typeof predicate === 'string') return (message) => message.text.includes(predicate);
  if (predicate instanceof RegExp) return (message) => predicate.test(message.text);
  return predicate;
}
