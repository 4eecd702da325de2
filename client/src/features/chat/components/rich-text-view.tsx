import type { RichText, Span } from '@personal-assistant/contracts';
import type { ReactElement, ReactNode } from 'react';
import { safeUrl, toBlocks } from '../rich-text-blocks';
import { isReaction, REACTION, ReactionIcon } from './reaction-icon';
import classes from './rich-text-view.module.css';

/** A formatted message. What people typed is text here, never markup, whatever it looks like. */
export function RichTextView({ text }: { text: RichText }): ReactElement {
  return (
    <>
      {toBlocks(text).map(({ kind, spans }, index) =>
        kind === 'quote' ? (
          <blockquote key={index} className={classes.quote}>
            {spans.map(renderSpan)}
          </blockquote>
        ) : (
          <p key={index} className={classes.text}>
            {spans.map(renderSpan)}
          </p>
        ),
      )}
    </>
  );
}

function renderSpan(span: Span, index: number): ReactElement {
  const href = safeUrl(span.url);
  const content = styled(span);
  if (!href) return <span key={index}>{content}</span>;
  return (
    <a key={index} className={classes.link} href={href} target="_blank" rel="noopener noreferrer nofollow">
      {content}
    </a>
  );
}

function styled({ style, text: letters }: Span): ReactNode {
  const text = withIcons(letters);
  switch (style) {
    case 'bold':
      return <strong>{text}</strong>;
    case 'italic':
      return <em>{text}</em>;
    case 'code':
      return <code className={classes.code}>{text}</code>;
    case 'quote':
    case undefined:
      return text;
    default:
      return style satisfies never;
  }
}

function withIcons(text: string): ReactNode {
  if (!REACTION.test(text)) return text;
  return text
    .split(REACTION)
    .map((part, index) => (isReaction(part) ? <ReactionIcon key={index} reaction={part} /> : part));
}
