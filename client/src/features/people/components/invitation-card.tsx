import { Alert, Button, Group, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { copyText } from '../../../shared/copy-text';
import type { Invitation } from '../queries/use-invite';

/** A fresh link; this is the only time it is shown. */
export function InvitationCard({ invitation }: { invitation: Invitation }): ReactElement {
  const [copied, setCopied] = useState(false);

  async function copy(): Promise<void> {
    setCopied(await copyText(invitation.url));
  }

  const role = invitation.role === 'APPROVER' ? 'an approver' : 'a member';
  return (
    <Alert component="li" color="teal" variant="light" title={`${invitation.displayName} joins as ${role}`}>
      Send this link to {invitation.displayName} only: whoever opens it is signed in. It is not shown again.
      <Group gap="xs" mt="sm" wrap="nowrap">
        <TextInput
          flex={1}
          readOnly
          aria-label="Invitation link"
          value={invitation.url}
          onFocus={(event) => {
            event.currentTarget.select();
          }}
        />
        <Button
          color="teal"
          leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          onClick={() => void copy()}
        >
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </Group>
    </Alert>
  );
}
