import type { Person } from '@personal-assistant/contracts';
import type { User } from '../chats/chat.repository.js';

export function toPerson({ id, displayName, username, channel }: User): Person {
  return { id, displayName, username, channel };
}
