import { authorName } from './author-name';
import type { ShownMessage } from './timeline';

/** What the next message of the composer answers. */
export interface Reply {
  to: ShownMessage;
  /** It says what would have been right. */
  correcting: boolean;
}

export function titleOfReply({ to, correcting }: Reply): string {
  if (correcting) return 'What would be right?';
  return `Reply to ${to.own ? 'yourself' : authorName(to)}`;
}

/** As the chat's commands have it; a command that was typed instead stays one. */
export function textOfReply(text: string, reply: Reply | null): string {
  return reply?.correcting && !text.startsWith('/') ? `/correct ${text}` : text;
}
