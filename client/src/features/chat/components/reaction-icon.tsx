import { IconThumbDown, IconThumbUp } from '@tabler/icons-react';
import type { ReactElement } from 'react';

const ICONS = { '👍': IconThumbUp, '👎': IconThumbDown };
export const REACTION = /(👍|👎)/u;
export type Reaction = keyof typeof ICONS;

export function isReaction(text: string): text is Reaction {
  return text in ICONS;
}

/** Drawn, because a computer without an emoji font shows a box. */
export function ReactionIcon({ reaction }: { reaction: Reaction }): ReactElement {
  const Icon = ICONS[reaction];
  return <Icon size="1.15em" stroke={1.8} role="img" aria-label={reaction} style={{ verticalAlign: '-0.2em' }} />;
}
