import { UnstyledButton } from '@mantine/core';
import { IconAlertCircle, IconClock } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { OutgoingMessage } from '../outgoing';
import classes from './send-state.module.css';

interface SendStateProps {
  message: OutgoingMessage;
  onRetry: (message: OutgoingMessage) => void;
  onDiscard: (message: OutgoingMessage) => void;
}

/** In place of the time, while a message is on its way or when it could not be sent. */
export function SendState({ message, onRetry, onDiscard }: SendStateProps): ReactElement {
  if (message.state === 'sending') {
    return (
      <span className={classes.state}>
        <IconClock size={13} aria-hidden /> Sending…
      </span>
    );
  }
  return (
    <span className={classes.state} role="alert">
      <IconAlertCircle size={14} aria-hidden /> Not sent
      <UnstyledButton
        className={classes.action}
        onClick={() => {
          onRetry(message);
        }}
      >
        Try again
      </UnstyledButton>
      <UnstyledButton
        className={classes.action}
        onClick={() => {
          onDiscard(message);
        }}
      >
        Discard
      </UnstyledButton>
    </span>
  );
}
