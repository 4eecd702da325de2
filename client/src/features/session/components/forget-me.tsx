import { notifications } from '@mantine/notifications';
import type { ReactElement } from 'react';
import { ConfirmDialog } from '../../../shared/components/confirm-dialog';
import { count } from '../../../shared/format';
import { useForgetMe } from '../queries/use-session';

/** Erases what a person left here, when they confirm it. */
export function ForgetMe({ opened, onClose }: { opened: boolean; onClose: () => void }): ReactElement {
  const forget = useForgetMe(({ texts, questions }) => {
    notifications.show({
      color: 'teal',
      title: 'You are being forgotten',
      message: `${count(texts, 'text')} and ${count(questions, 'question')} are erased in a moment. You are signed out.`,
    });
  });

  return (
    <ConfirmDialog
      opened={opened}
      title="Shall the assistant forget you?"
      confirmLabel="Forget me"
      busy={forget.isPending}
      onConfirm={() => {
        forget.mutate(undefined, { onError: onClose });
      }}
      onClose={onClose}
    >
      What you taught is taken back and erased, and so is what you asked, what you wrote here and what you thought of
      answers. Your name is taken out of what stays, and you are signed out. This cannot be undone.
    </ConfirmDialog>
  );
}
