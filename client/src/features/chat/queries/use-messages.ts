import { chatMessageListSchema, type ChatMessage, type Room } from '@personal-assistant/contracts';
import { useMemo } from 'react';
import { itemsOf, usePagedQuery } from '../../../shared/api/paged';
import { queryKeys } from '../../../shared/api/query-keys';

/** A room's conversation, newest first, kept up to date by the live events. */
export function useMessages(room: Room): ReturnType<typeof usePagedQuery<ChatMessage>> & { messages: ChatMessage[] } {
  const query = usePagedQuery({
    key: queryKeys.messages(room),
    path: `/chat/${room}/messages`,
    schema: chatMessageListSchema,
  });
  const messages = useMemo(() => itemsOf(query.data), [query.data]);
  return { ...query, messages };
}
