import { chatMessageAcceptedSchema, type ButtonAction, type Room } from '@personal-assistant/contracts';
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { callApi } from '../../../shared/api/http';
import { queryKeys } from '../../../shared/api/query-keys';
import { newId } from '../../../shared/new-id';
import { refreshSoon } from '../../events/refresh-soon';

export interface PressedButton {
  messageId: string;
  action: ButtonAction;
}

/** Presses a button under a message; what it does arrives as an edit of the message or as a new one. */
export function usePressButton(room: Room): UseMutationResult<unknown, Error, PressedButton> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ messageId, action }: PressedButton) =>
      callApi('POST', `/chat/${room}/buttons`, chatMessageAcceptedSchema, {
        body: { id: newId(), messageId, action },
      }),
    onSuccess: () => {
      refreshSoon(client, queryKeys.messages(room));
    },
  });
}
