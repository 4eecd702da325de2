import type { ShownMessage } from './timeline';

export function authorName(message: ShownMessage): string {
  return message.own ? 'You' : (message.author?.displayName ?? 'Assistant');
}
