import { Button, Group, Paper, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { roleSchema, type Role } from '@personal-assistant/contracts';
import { IconLink } from '@tabler/icons-react';
import { useState, type SubmitEvent, type ReactElement } from 'react';
import { Page } from '../../../shared/components/page';
import { useInvite, type Invitation } from '../queries/use-invite';
import { InvitationCard } from './invitation-card';

/** Inviting people who have no Telegram. */
export function PeoplePage(): ReactElement {
  const [invitations, setInvitations] = useState<Invitation[]>([]);
  return (
    <Page
      title="People"
      description="Invite somebody to this page. Members teach and ask; approvers also decide, train and invite. In Telegram nobody needs an invitation: whoever is in the group takes part."
    >
      <InviteForm
        onInvited={(invitation) => {
          setInvitations((list) => [invitation, ...list]);
        }}
      />
      {invitations.length > 0 && (
        <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }} aria-label="Invitations">
          {invitations.map((invitation) => (
            <InvitationCard key={invitation.url} invitation={invitation} />
          ))}
        </Stack>
      )}
    </Page>
  );
}

function InviteForm({ onInvited }: { onInvited: (invitation: Invitation) => void }): ReactElement {
  const [displayName, setDisplayName] = useState('');
  const [role, setRole] = useState<Role>('MEMBER');
  const invite = useInvite();

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (!displayName.trim()) return;
    invite.mutate(
      { displayName: displayName.trim(), role },
      {
        onSuccess: (invitation) => {
          setDisplayName('');
          onInvited(invitation);
        },
      },
    );
  }

  return (
    <Paper withBorder p="md" radius="md" bg="var(--pa-surface)">
      <form onSubmit={submit} aria-label="Invite">
        <Stack gap="sm">
          <TextInput
            label="Name"
            description="How the others see this person"
            maxLength={64}
            autoComplete="off"
            value={displayName}
            onChange={(event) => {
              setDisplayName(event.currentTarget.value);
            }}
          />
          <Group justify="space-between" align="flex-end" gap="sm">
            <div>
              <Text size="sm" fw={600} mb={4} id="role-label">
                Role
              </Text>
              <SegmentedControl
                aria-labelledby="role-label"
                value={role}
                onChange={(value) => {
                  setRole(roleSchema.parse(value));
                }}
                data={[
                  { value: 'MEMBER', label: 'Member' },
                  { value: 'APPROVER', label: 'Approver' },
                ]}
              />
            </div>
            <Button
              type="submit"
              leftSection={<IconLink size={16} />}
              loading={invite.isPending}
              disabled={!displayName.trim()}
            >
              Create invitation link
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
