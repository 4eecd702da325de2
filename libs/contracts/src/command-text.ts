import type { Command } from './command.js';

const COMMAND_LINE = /^\/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{3,64}))?(?=\s|$)\s*/u;

/**
 * Reads a chat message as a command, the same way for every channel.
 *
 * A command stands at the very beginning of the message (`/train` in the middle of a sentence is text) and may name
 * the assistant (`/train@our_bot`); a command that names another bot is not ours.
 *
 * @returns the command, or `undefined` when the text is no command for this assistant.
 */
export function parseCommandText(text: string, botUsername?: string): Command | undefined {
  const match = COMMAND_LINE.exec(text);
  if (!match) return undefined;
  const [line, name = '', addressee] = match;
  if (addressee && addressee.toLowerCase() !== botUsername?.toLowerCase()) return undefined;
  const rest = text.slice(line.length).trim() || undefined;
  switch (name.toLowerCase()) {
    case 'train':
      return { kind: 'TRAIN', text: rest };
    case 'ask':
      return { kind: 'ASK', text: rest };
    case 'correct':
      return { kind: 'CORRECT', text: rest };
    case 'golden':
      return { kind: 'GOLDEN' };
    case 'approve':
      return { kind: 'APPROVE', trainDataId: itemNumber(rest) };
    case 'reject': {
      const trainDataId = itemNumber(rest);
      const reason = (trainDataId === undefined ? rest : rest?.replace(/^#?\d+\s*/u, ''))?.slice(0, 500);
      return { kind: 'REJECT', trainDataId, reason: reason === '' ? undefined : reason };
    }
    case 'withdraw':
      return { kind: 'WITHDRAW', trainDataId: itemNumber(rest) };
    case 'forget_me':
      return { kind: 'FORGET_ME' };
    case 'start_train':
      return { kind: 'START_TRAIN', name: rest?.replace(/\s+/gu, ' ').slice(0, 100) };
    case 'cancel_train':
      return { kind: 'CANCEL_TRAIN' };
    case 'use':
      return { kind: 'USE', modelId: itemNumber(rest) };
    case 'diff':
      return { kind: 'DIFF', ...versionNumbers(rest) };
    case 'gaps':
      return { kind: 'GAPS' };
    case 'status':
      return { kind: 'STATUS' };
    case 'models':
      return { kind: 'MODELS' };
    case 'help':
    case 'start':
      return { kind: 'HELP' };
    default:
      return { kind: 'UNKNOWN', name: name.toLowerCase() };
  }
}

/** `#17 …` or a bare `17` at the beginning names a text or version; a reason that begins with another word does not. */
function itemNumber(rest: string | undefined): number | undefined {
  const match = /^(?:#(\d{1,9})(?=\s|$)|(\d{1,9})$)/u.exec(rest ?? '');
  const digits = match?.[1] ?? match?.[2];
  return digits && Number(digits) > 0 ? Number(digits) : undefined;
}

/** `3`, `#3 #5`, `3, 5`. Anything else names no version. */
function versionNumbers(rest: string | undefined): { modelId?: number; otherId?: number } {
  const [, first, second] = /^#?([1-9]\d{0,8})(?:[\s,]+#?([1-9]\d{0,8}))?$/u.exec(rest ?? '') ?? [];
  if (first === undefined) return {};
  return second === undefined ? { modelId: Number(first) } : { modelId: Number(first), otherId: Number(second) };
}
