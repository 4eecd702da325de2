import { createInterface } from 'node:readline';
import { FakeBotApi } from './fake-bot-api.js';
import type { FakeChat } from './fake-chat.js';
import type { FakeMessage } from './fake-message.js';

/**
 * The server as a process of its own, played from the terminal: `tsc -p test/src/fakes/fake-bot-api/tsconfig.build.json`, then
 * `node test/dist/fake-bot-api/main.js 8081`. Its chats outlive restarts of the bot. Lines:
 *
 *     Office/ann: /train The pool opens at 7.      ann writes in the group Office (made at first mention)
 *     Office/ann > 3: /approve                     … as a reply to message 3
 *     Office/ann ! 3 Approve                       … presses the button under message 3
 */
const LINE =
  /^(?<title>[^/]+)\/(?<name>\w+)\s*(?:>\s*(?<replyTo>\d+)\s*)?(?:!\s*(?<pressed>\d+)\s+(?<label>.+)|:\s*(?<text>.+))$/u;

const api = await FakeBotApi.start({ port: Number(process.argv[2] ?? 8081), onBotMessage: show });
const chats = new Map<string, FakeChat>();
console.log(`TELEGRAM_API_ROOT=${api.url} TELEGRAM_TOKEN=${api.token}`);

for await (const line of createInterface({ input: process.stdin })) {
  try {
    play(line);
  } catch (error) {
    console.log(error instanceof Error ? error.message : String(error));
  }
}
await api.stop();

function play(line: string): void {
  const parts = LINE.exec(line.trim())?.groups;
  if (!parts) {
    console.log('Write «Chat/person: text», «Chat/person > 3: text» or «Chat/person ! 3 Button».');
    return;
  }
  const chat = chatOf(parts.title ?? '');
  const person = chat.user(parts.name ?? '');
  const target = (id: string) => {
    const message = chat.find(Number(id));
    if (!message) throw new Error(`There is no message ${id} in ${chat.options.title}.`);
    return message;
  };
  if (parts.pressed) person.presses(target(parts.pressed), parts.label ?? '');
  else if (parts.replyTo) person.repliesTo(target(parts.replyTo), parts.text ?? '');
  else person.sends(parts.text ?? '');
}

function chatOf(title: string): FakeChat {
  const known = chats.get(title);
  if (known) return known;
  const chat = api.supergroup(title);
  chats.set(title, chat);
  console.log(`${title} has the id ${chat.id}`);
  return chat;
}

function show(message: FakeMessage): void {
  const buttons = message.buttons.map((row) => row.map((label) => `[${label}]`).join(' ')).join('\n');
  const edited = message.edits.length > 0 ? ' (edited)' : '';
  console.log(`${message.chat.options.title} #${message.id}${edited} assistant: ${message.text}\n${buttons}`.trimEnd());
}
