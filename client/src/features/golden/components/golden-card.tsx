import { ActionIcon, Badge, Group, Paper, Stack, Text, Tooltip } from '@mantine/core';
import type { Golden } from '@personal-assistant/contracts';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { ConfirmDialog } from '../../../shared/components/confirm-dialog';
import { formatDateTime } from '../../../shared/format';
import { ORIGIN_LABELS, USE_LABELS } from '../labels';
import { useDeleteGolden } from '../queries/use-golden';
import { GoldenForm } from './golden-form';

export function GoldenCard({ item }: { item: Golden }): ReactElement {
  const [editing, setEditing] = useState(false);
  return (
    <Paper component="li" withBorder p="md" radius="md" bg="var(--pa-surface)" aria-label={item.question}>
      {editing ? (
        <GoldenForm
          item={item}
          onClose={() => {
            setEditing(false);
          }}
        />
      ) : (
        <Shown
          item={item}
          onEdit={() => {
            setEditing(true);
          }}
        />
      )}
    </Paper>
  );
}

function Shown({ item, onEdit }: { item: Golden; onEdit: () => void }): ReactElement {
  const { id, question, answer, origin, use, trainDataId, updatedAt } = item;
  return (
    <Stack gap={6}>
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
          {question}
        </Text>
        <Group gap={2} wrap="nowrap">
          <Tooltip label="Change" openDelay={400}>
            <ActionIcon variant="subtle" color="gray" aria-label={`Change «${question}»`} onClick={onEdit}>
              <IconPencil size={18} />
            </ActionIcon>
          </Tooltip>
          <DeleteGolden item={item} />
        </Group>
      </Group>
      <Text style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }} lineClamp={6}>
        {answer ?? <em>Right is to say that it was not taught.</em>}
      </Text>
      <Group gap={6}>
        <Badge variant="light" color={use === 'GATE' ? 'brand' : 'violet'} tt="none">
          {USE_LABELS[use]}
        </Badge>
        <Badge variant="light" color="gray" tt="none">
          {ORIGIN_LABELS[origin]}
        </Badge>
        <Text size="sm" c="dimmed">
          #{id}
          {trainDataId !== null && ` · from text #${String(trainDataId)}`} ·{' '}
          <time dateTime={updatedAt}>{formatDateTime(updatedAt)}</time>
        </Text>
      </Group>
    </Stack>
  );
}

function DeleteGolden({ item }: { item: Golden }): ReactElement {
  const [asking, setAsking] = useState(false);
  const remove = useDeleteGolden();
  const close = (): void => {
    setAsking(false);
  };
  return (
    <>
      <Tooltip label="Delete" openDelay={400}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Delete «${item.question}»`}
          onClick={() => {
            setAsking(true);
          }}
        >
          <IconTrash size={18} />
        </ActionIcon>
      </Tooltip>
      <ConfirmDialog
        opened={asking}
        title="Delete this golden question?"
        confirmLabel="Delete question"
        busy={remove.isPending}
        onConfirm={() => {
          remove.mutate(item.id, { onSettled: close });
        }}
        onClose={close}
      >
        «{item.question}» is no longer asked of new versions{item.use === 'LEARN' && ', nor learned from'}. What was
        taught stays taught.
      </ConfirmDialog>
    </>
  );
}
