import { invitationSchema, type Role } from '@personal-assistant/contracts';
import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { callApi } from '../../../shared/api/http';

export interface NewInvitation {
  displayName: string;
  role: Role;
}
export interface Invitation extends NewInvitation {
  url: string;
}

/** Makes a link with which somebody joins on the page. It is shown once and kept nowhere. */
export function useInvite(): UseMutationResult<Invitation, Error, NewInvitation> {
  return useMutation({
    mutationFn: async (invitation: NewInvitation) => {
      const { url, role } = await callApi('POST', '/invitations', invitationSchema, { body: invitation });
      return { displayName: invitation.displayName, role, url: new URL(url, window.location.origin).href };
    },
  });
}
