import type { Room, Session } from '@personal-assistant/contracts';
import { useCallback, useMemo, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { useMessages } from '../queries/use-messages';
import { useOutgoing } from '../queries/use-outgoing';
import { usePressButton } from '../queries/use-press-button';
import { textOfReply, type Reply } from '../reply';
import { shownMessages } from '../timeline';
import classes from './chat-room.module.css';
import { Composer, type ComposerHandle } from './composer';
import { Conversation } from './conversation';

interface ChatRoomProps {
  room: Room;
  session: Session;
  placeholder: string;
  /** Shown while nothing was written yet. `compose` puts a text into the composer. */
  welcome: (compose: (text: string) => void) => ReactNode;
}

/** One room: its conversation and the composer below. */
export function ChatRoom({ room, session, placeholder, welcome }: ChatRoomProps): ReactElement {
  const query = useMessages(room);
  const { outgoing, send, retry, discard } = useOutgoing(room, session.user.id, query.messages);
  const press = usePressButton(room);
  const [reply, setReply] = useState<Reply | null>(null);
  const composer = useRef<ComposerHandle>(null);

  const messages = useMemo(
    () => shownMessages(query.messages, outgoing, session.user),
    [query.messages, outgoing, session.user],
  );
  const compose = useCallback((text: string) => composer.current?.compose(text), []);

  /** Asks what would have been right, unless something else is being written. */
  function correct(messageId: string): void {
    const to = messages.find(({ id }) => id === messageId);
    if (!to || !composer.current?.isEmpty()) return;
    setReply({ to, correcting: true });
    composer.current.focus();
  }

  return (
    <section className={classes.room} aria-label={room === 'members' ? 'Chat' : 'Approvers’ room'}>
      <Conversation
        messages={messages}
        query={query}
        welcome={welcome(compose)}
        onReply={(message) => {
          setReply({ to: message, correcting: false });
          composer.current?.focus();
        }}
        onRetry={retry}
        onDiscard={discard}
        onPress={(pressed) => {
          press.mutate(pressed, {
            onSuccess: () => {
              if (pressed.action.kind === 'FEEDBACK' && pressed.action.value === 'DOWN') correct(pressed.messageId);
            },
          });
        }}
        pressed={press.isPending ? press.variables : null}
      />
      <Composer
        ref={composer}
        room={room}
        placeholder={placeholder}
        reply={reply}
        onCancelReply={() => {
          setReply(null);
        }}
        onSend={(text) => {
          send(textOfReply(text, reply), reply?.to.id ?? null);
          setReply(null);
        }}
      />
    </section>
  );
}
