import { ActionIcon, Spoiler, Tooltip, VisuallyHidden } from '@mantine/core';
import { plainText } from '@personal-assistant/contracts';
import { IconArrowBackUp } from '@tabler/icons-react';
import { memo, type ReactElement } from 'react';
import { AssistantAvatar, PersonAvatar } from '../../../shared/components/avatars';
import { formatDateTime, formatTime } from '../../../shared/format';
import { authorName } from '../author-name';
import { elementId } from '../element-id';
import type { OutgoingMessage } from '../outgoing';
import type { PressedButton } from '../queries/use-press-button';
import type { ShownMessage, TimelineEntry } from '../timeline';
import { MessageButtons } from './message-buttons';
import classes from './message-item.module.css';
import { ReplyQuote } from './reply-quote';
import { RichTextView } from './rich-text-view';
import { SendState } from './send-state';

/** Longer texts are folded: a taught text may be 64 KB. Unit: UTF-16 code units. */
const FOLD_FROM = 1500;

interface MessageItemProps {
  entry: Extract<TimelineEntry, { kind: 'message' }>;
  repliedTo: ShownMessage | undefined;
  onReply: (message: ShownMessage) => void;
  onRetry: (message: OutgoingMessage) => void;
  onDiscard: (message: OutgoingMessage) => void;
  onPress: (button: PressedButton) => void;
  pressed: PressedButton | null;
}

export const MessageItem = memo(function MessageItem(props: MessageItemProps): ReactElement {
  const { message, first, last } = props.entry;
  const name = authorName(message);
  return (
    <li
      id={elementId(message.id)}
      className={classes.item}
      data-own={message.own || undefined}
      data-first={first || undefined}
      data-message-id={message.id}
    >
      {!message.own && <div className={classes.avatar}>{last && <AuthorAvatar message={message} />}</div>}
      <div className={classes.column}>
        <div className={classes.bubble} data-own={message.own || undefined} data-last={last || undefined}>
          {first && !message.own ? (
            <div className={classes.author}>{name}</div>
          ) : (
            <VisuallyHidden>{name}:</VisuallyHidden>
          )}
          {message.replyToMessageId && <ReplyQuote repliedTo={props.repliedTo} />}
          {message.picture && <img className={classes.picture} src={message.picture.url} alt={message.picture.alt} />}
          <MessageText message={message} />
          <div className={classes.meta}>
            {message.outgoing ? (
              <SendState message={message.outgoing} onRetry={props.onRetry} onDiscard={props.onDiscard} />
            ) : (
              <time dateTime={message.createdAt} title={formatDateTime(message.createdAt)}>
                {formatTime(message.createdAt)}
              </time>
            )}
          </div>
        </div>
        {message.buttons.length > 0 && (
          <MessageButtons message={message} pressed={props.pressed} onPress={props.onPress} />
        )}
      </div>
      {!message.outgoing && (
        <Tooltip label="Reply" openDelay={400}>
          <ActionIcon
            className={classes.reply}
            variant="subtle"
            color="gray"
            radius="xl"
            aria-label={`Reply to ${message.own ? 'your message' : name}`}
            onClick={() => {
              props.onReply(message);
            }}
          >
            <IconArrowBackUp size={17} />
          </ActionIcon>
        </Tooltip>
      )}
    </li>
  );
});

function MessageText({ message }: { message: ShownMessage }): ReactElement {
  const text = <RichTextView text={message.text} />;
  if (plainText(message.text).length < FOLD_FROM) return text;
  return (
    <Spoiler maxHeight={320} showLabel="Show all" hideLabel="Show less" classNames={{ control: classes.unfold }}>
      {text}
    </Spoiler>
  );
}

function AuthorAvatar({ message }: { message: ShownMessage }): ReactElement {
  return message.author ? <PersonAvatar name={message.author.displayName} /> : <AssistantAvatar />;
}
