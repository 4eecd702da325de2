import { UnstyledButton } from '@mantine/core';
import { plainText } from '@personal-assistant/contracts';
import type { ReactElement } from 'react';
import { authorName } from '../author-name';
import type { ShownMessage } from '../timeline';
import { reducedMotion } from '../use-conversation-scroll';
import { elementId } from '../element-id';
import classes from './reply-quote.module.css';

/** Above a reply: the beginning of the message it answers; pressing it goes there. */
export function ReplyQuote({ repliedTo }: { repliedTo: ShownMessage | undefined }): ReactElement {
  if (!repliedTo) return <div className={classes.quote}>An earlier message</div>;
  const name = authorName(repliedTo);
  return (
    <UnstyledButton
      className={classes.quote}
      onClick={() => {
        showMessage(repliedTo.id);
      }}
    >
      <span className={classes.name}>{name}</span>
      <span className={classes.text}>{preview(repliedTo)}</span>
    </UnstyledButton>
  );
}

/** The first line's worth of a message. */
export function preview(message: ShownMessage): string {
  return plainText(message.text).slice(0, 160).replaceAll(/\s+/g, ' ');
}

function showMessage(id: string): void {
  const item = document.getElementById(elementId(id));
  if (!item) return;
  item.scrollIntoView({ block: 'center', behavior: reducedMotion() ? 'auto' : 'smooth' });
  item.setAttribute('data-found', '');
  setTimeout(() => {
    item.removeAttribute('data-found');
  }, 1600);
}
