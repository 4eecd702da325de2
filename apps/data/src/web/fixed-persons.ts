import type { User } from '../chats/chat.repository.js';

/** Who the tokens of the configuration stand for. */
export const OWNER = { id: 'owner', displayName: 'Owner' };
export const PROGRAM = { id: 'api', displayName: 'Program (API)' };

/** Named by the configuration, not by a person: it is there whoever uses it. */
export function isFixedPerson({ channel, externalId }: Pick<User, 'channel' | 'externalId'>): boolean {
  return channel === 'WEB' && (externalId === OWNER.id || externalId === PROGRAM.id);
}
