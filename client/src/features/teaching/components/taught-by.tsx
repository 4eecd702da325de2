import { Anchor, Text } from '@mantine/core';
import type { TrainData } from '@personal-assistant/contracts';
import type { ReactElement } from 'react';
import { formatDateTime } from '../../../shared/format';
import { safeUrl } from '../../chat/rich-text-blocks';

/** Who taught a text, when and where, with a way to the message. */
export function TaughtBy({ item }: { item: TrainData }): ReactElement {
  const href = safeUrl(item.link ?? undefined);
  return (
    <Text size="sm" c="dimmed">
      #{item.id} · {item.taughtBy.displayName} · <time dateTime={item.taughtAt}>{formatDateTime(item.taughtAt)}</time>
      {item.chatTitle && ` · ${item.chatTitle}`}
      {href && (
        <>
          {' · '}
          <Anchor href={href} target="_blank" rel="noopener noreferrer" size="sm">
            message
          </Anchor>
        </>
      )}
    </Text>
  );
}
