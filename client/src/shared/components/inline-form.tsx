import { Button, Group, Stack } from '@mantine/core';
import type { ReactElement, ReactNode, SubmitEvent } from 'react';

interface InlineFormProps {
  /** What the button does, such as «Reject text». */
  submitLabel: string;
  submitColor?: string;
  /** Both buttons as wide as the form. */
  grow?: boolean;
  /** Whether everything is written that is needed. */
  complete?: boolean;
  busy: boolean;
  onSubmit: () => void;
  onCancel: () => void;
  children: ReactNode;
}

/** Takes the place of the button that opened it. Escape is the way back. */
export function InlineForm({ complete = true, busy, onSubmit, onCancel, ...props }: InlineFormProps): ReactElement {
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (complete && !busy) onSubmit();
  }

  return (
    <form
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
      }}
    >
      <Stack gap="xs">
        {props.children}
        <Group gap="xs" grow={props.grow}>
          <Button type="submit" color={props.submitColor} loading={busy} disabled={!complete}>
            {props.submitLabel}
          </Button>
          <Button variant="default" onClick={onCancel} disabled={busy}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
