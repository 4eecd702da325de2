import { Button, Group, Paper, Stack, TextInput } from '@mantine/core';
import type { TrainData } from '@personal-assistant/contracts';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { InlineForm } from '../../../shared/components/inline-form';
import { useDecide } from '../queries/use-decide';
import { SimilarTexts } from './similar-texts';
import { TaughtBy } from './taught-by';
import { TaughtText } from './taught-text';

/** One waiting text with everything that a decision needs. */
export function WaitingCard({ item }: { item: TrainData }): ReactElement {
  const [rejecting, setRejecting] = useState(false);
  const decide = useDecide();
  const busy = decide.isPending ? decide.variables.kind : null;

  return (
    <Paper component="li" withBorder p="sm" radius="md" aria-label={`Text ${String(item.id)}`} bg="var(--pa-surface)">
      <Stack gap={8}>
        <TaughtBy item={item} />
        <TaughtText item={item} />
        <SimilarTexts similar={item.similar} />
        {rejecting ? (
          <RejectForm
            busy={busy === 'reject'}
            onCancel={() => {
              setRejecting(false);
            }}
            onReject={(reason) => {
              decide.mutate({ id: item.id, kind: 'reject', reason });
            }}
          />
        ) : (
          <Group gap="xs" grow>
            <Button
              color="teal"
              variant="light"
              leftSection={<IconCheck size={16} />}
              loading={busy === 'approve'}
              onClick={() => {
                decide.mutate({ id: item.id, kind: 'approve' });
              }}
            >
              Approve
            </Button>
            <Button
              color="red"
              variant="light"
              leftSection={<IconX size={16} />}
              disabled={busy !== null}
              onClick={() => {
                setRejecting(true);
              }}
            >
              Reject
            </Button>
          </Group>
        )}
      </Stack>
    </Paper>
  );
}

interface RejectFormProps {
  busy: boolean;
  onCancel: () => void;
  onReject: (reason: string) => void;
}

function RejectForm({ busy, onCancel, onReject }: RejectFormProps): ReactElement {
  const [reason, setReason] = useState('');
  return (
    <InlineForm
      submitLabel="Reject text"
      submitColor="red.8"
      grow
      busy={busy}
      onSubmit={() => {
        onReject(reason);
      }}
      onCancel={onCancel}
    >
      <TextInput
        label="Reason"
        description="Optional; the member reads it"
        maxLength={500}
        value={reason}
        onChange={(event) => {
          setReason(event.currentTarget.value);
        }}
        autoFocus
      />
    </InlineForm>
  );
}
