import { chatMessageAcceptedSchema, type ChatMessage, type Room } from '@personal-assistant/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { callApi } from '../../../shared/api/http';
import { queryKeys } from '../../../shared/api/query-keys';
import { newId } from '../../../shared/new-id';
import { stillOutgoing, type OutgoingMessage } from '../outgoing';

interface Outgoing {
  /** What was sent and has not arrived, oldest first. */
  outgoing: OutgoingMessage[];
  send: (text: string, replyToMessageId: string | null) => void;
  retry: (message: OutgoingMessage) => void;
  discard: (message: OutgoingMessage) => void;
}

/** Sending: a message is shown at once, marked when it failed, and gives way to the one in the conversation. */
export function useOutgoing(room: Room, personId: string, messages: ChatMessage[]): Outgoing {
  const client = useQueryClient();
  const key = queryKeys.outgoing(room);
  const { data: all } = useQuery<OutgoingMessage[]>({
    queryKey: key,
    queryFn: () => client.getQueryData<OutgoingMessage[]>(key) ?? [],
    initialData: [],
    staleTime: Infinity,
    gcTime: Infinity,
  });
  const outgoing = useMemo(() => stillOutgoing(all, messages, personId), [all, messages, personId]);
  useEffect(() => {
    if (outgoing !== all) client.setQueryData(queryKeys.outgoing(room), outgoing);
  }, [client, room, outgoing, all]);

  const update = (change: (list: OutgoingMessage[]) => OutgoingMessage[]): void => {
    client.setQueryData<OutgoingMessage[]>(key, (list) => change(list ?? []));
  };
  const setState = (id: string, state: OutgoingMessage['state']): void => {
    update((list) => list.map((message) => (message.id === id ? { ...message, state } : message)));
  };

  const discard = ({ id }: OutgoingMessage): void => {
    update((list) => list.filter((other) => other.id !== id));
  };

  const post = useMutation({
    mutationFn: ({ id, text, replyToMessageId }: OutgoingMessage) =>
      callApi('POST', `/chat/${room}/messages`, chatMessageAcceptedSchema, {
        body: { id, text, ...(replyToMessageId ? { replyToMessageId } : {}) },
      }),
    onError: (_error, message) => {
      setState(message.id, 'failed');
    },
    onSuccess: async (_accepted, message) => {
      const messagesKey = queryKeys.messages(room);
      await client.invalidateQueries({ queryKey: messagesKey });
      // It is in the list that was just read, even where its words were changed on the way.
      const state = client.getQueryState(messagesKey);
      if (state?.status === 'success' && !state.isInvalidated) discard(message);
    },
  });

  return {
    outgoing,
    send(text, replyToMessageId) {
      const message: OutgoingMessage = {
        id: newId(),
        room,
        text,
        replyToMessageId,
        sentAt: new Date().toISOString(),
        state: 'sending',
        sentAfter: messages[0]?.id ?? null,
      };
      update((list) => [...list, message]);
      post.mutate(message);
    },
    retry(message) {
      setState(message.id, 'sending');
      post.mutate(message);
    },
    discard,
  };
}
