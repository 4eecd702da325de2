import type { Session } from '@personal-assistant/contracts';
import type { ReactElement } from 'react';
import { ChatRoom } from './chat-room';
import { MembersWelcome } from './welcome';

/** The group's conversation, as a member sees it. */
export function ChatPage({ session }: { session: Session }): ReactElement {
  return (
    <ChatRoom
      room="members"
      session={session}
      placeholder="Ask a question or type /"
      welcome={(compose) => <MembersWelcome role={session.role} compose={compose} />}
    />
  );
}
