import type { Room } from '@personal-assistant/contracts';

/** A slash command as the composer offers it. */
export interface CommandHint {
  name: string;
  /** What is typed after the name; `null` when nothing is. */
  argument: string | null;
  description: string;
}

const TRAIN = { name: 'train', argument: 'text', description: 'Teach a text; an approver decides about it' };
const ASK = { name: 'ask', argument: 'question', description: 'Ask what the assistant was taught' };
const CORRECT = { name: 'correct', argument: 'answer', description: 'Reply with it to an answer that is wrong' };
const GOLDEN = { name: 'golden', argument: null, description: 'Questions that each version is held against' };
const STATUS = { name: 'status', argument: null, description: 'What is live, waiting and running' };
const MODELS = { name: 'models', argument: null, description: 'The versions trained so far' };
const HELP = { name: 'help', argument: null, description: 'What the assistant can do' };
const APPROVE = { name: 'approve', argument: '#number', description: 'Accept a text (or reply to its card)' };
const REJECT = { name: 'reject', argument: '#number reason', description: 'Refuse a text (or reply to its card)' };
const WITHDRAW = { name: 'withdraw', argument: '#number', description: 'Take a text back (or reply to it)' };
const FORGET = { name: 'forget_me', argument: null, description: 'Erase what you taught and asked' };
const GAPS = { name: 'gaps', argument: null, description: 'What was asked and never taught' };
const START = { name: 'start_train', argument: 'name', description: 'Train a version from the approved texts' };

const CANCEL = { name: 'cancel_train', argument: null, description: 'End the running training' };
const USE = { name: 'use', argument: 'number', description: 'Go to another version' };
const DIFF = { name: 'diff', argument: 'number number', description: 'Compare two versions' };

const COMMANDS: Record<Room, CommandHint[]> = {
  members: [TRAIN, ASK, CORRECT, WITHDRAW, FORGET, STATUS, MODELS, HELP],
  approvers: [
    APPROVE,
    REJECT,
    WITHDRAW,
    GAPS,
    START,
    CANCEL,
    USE,
    DIFF,
    STATUS,
    MODELS,
    GOLDEN,
    TRAIN,
    ASK,
    CORRECT,
    FORGET,
    HELP,
  ],
};

/** Commands that what is typed so far can become. Nothing once the command is complete or its argument has begun. */
export function suggestCommands(typed: string, room: Room): CommandHint[] {
  const prefix = /^\/([a-z_]*)$/i.exec(typed)?.[1]?.toLowerCase();
  if (prefix === undefined) return [];
  const matches = COMMANDS[room].filter((command) => command.name.startsWith(prefix));
  return matches.length === 1 && matches[0]?.name === prefix ? [] : matches;
}

/** What stands in the composer after a suggestion was chosen. */
export function completeCommand(command: CommandHint): string {
  return command.argument === null ? `/${command.name}` : `/${command.name} `;
}
