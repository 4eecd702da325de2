import { notifications } from '@mantine/notifications';
import { ApiError } from './api/http';

/** Says in a toast what went wrong, in the service's own sentence. The same sentence is shown once at a time. */
export function showError(error: unknown): void {
  const message = messageOf(error);
  notifications.show({ id: message, color: 'red', title: 'That did not work', message, autoClose: 8000 });
}

export function messageOf(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  return 'Something went wrong on this page. Reload it and try again.';
}
