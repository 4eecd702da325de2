import { Button, Center, Loader, VisuallyHidden } from '@mantine/core';
import { plainText } from '@personal-assistant/contracts';
import { IconArrowDown } from '@tabler/icons-react';
import { useCallback, useMemo, type ReactElement, type ReactNode } from 'react';
import { LoadFailed } from '../../../shared/components/list-states';
import type { useMessages } from '../queries/use-messages';
import type { OutgoingMessage } from '../outgoing';
import type { PressedButton } from '../queries/use-press-button';
import { toTimeline, type ShownMessage } from '../timeline';
import { useConversationScroll } from '../use-conversation-scroll';
import classes from './conversation.module.css';
import { MessageItem } from './message-item';

interface ConversationProps {
  /** Oldest first. */
  messages: ShownMessage[];
  query: ReturnType<typeof useMessages>;
  welcome: ReactNode;
  onReply: (message: ShownMessage) => void;
  onRetry: (message: OutgoingMessage) => void;
  onDiscard: (message: OutgoingMessage) => void;
  onPress: (button: PressedButton) => void;
  /** The button that is being handled. */
  pressed: PressedButton | null;
}

/** The scrolling list of messages. */
export function Conversation(props: ConversationProps): ReactElement {
  const { messages, query } = props;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const loadOlder = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const last = messages.at(-1);
  const scroll = useConversationScroll({
    firstKey: messages[0]?.id,
    lastKey: last?.id,
    sentHere: last !== undefined && last.outgoing !== null,
    loadOlder,
  });
  const timeline = useMemo(() => toTimeline(messages, new Date()), [messages]);
  const byId = useMemo(() => new Map(messages.map((message) => [message.id, message])), [messages]);

  return (
    <div className={classes.frame}>
      <div
        ref={scroll.viewport}
        className={classes.viewport}
        onScroll={scroll.onScroll}
        tabIndex={0}
        role="region"
        aria-label="Messages"
      >
        <div ref={scroll.content} className={classes.content}>
          {query.isPending && (
            <Center className={classes.fill}>
              <Loader aria-label="Loading messages" />
            </Center>
          )}
          {query.error && messages.length === 0 && (
            <Center className={classes.fill}>
              <LoadFailed error={query.error} retry={() => void query.refetch()} />
            </Center>
          )}
          {query.isSuccess && messages.length === 0 && props.welcome}
          <ol className={classes.list} aria-label="Conversation">
            {timeline.map((entry) =>
              entry.kind === 'day' ? (
                <li key={entry.key} className={classes.day}>
                  <span>{entry.label}</span>
                </li>
              ) : (
                <MessageItem
                  key={entry.key}
                  entry={entry}
                  repliedTo={byId.get(entry.message.replyToMessageId ?? '')}
                  onReply={props.onReply}
                  onRetry={props.onRetry}
                  onDiscard={props.onDiscard}
                  onPress={props.onPress}
                  pressed={props.pressed?.messageId === entry.message.id ? props.pressed : null}
                />
              ),
            )}
          </ol>
        </div>
      </div>
      {isFetchingNextPage && (
        <div className={classes.older}>
          <Loader size="sm" aria-label="Loading older messages" />
        </div>
      )}
      {scroll.unseen > 0 && (
        <Button
          className={classes.pill}
          radius="xl"
          size="xs"
          rightSection={<IconArrowDown size={14} />}
          onClick={scroll.scrollToEnd}
        >
          {scroll.unseen === 1 ? '1 new message' : `${String(scroll.unseen)} new messages`}
        </Button>
      )}
      <Announcer last={last} />
    </div>
  );
}

/** Reads the newest message of somebody else to people who do not see it arrive; an answer that replaces it too. */
function Announcer({ last }: { last: ShownMessage | undefined }): ReactElement {
  const text = last && !last.own ? `${last.author?.displayName ?? 'Assistant'}: ${plainText(last.text)}` : '';
  return (
    <VisuallyHidden role="log" aria-live="polite" aria-label="Newest message">
      {text}
    </VisuallyHidden>
  );
}
