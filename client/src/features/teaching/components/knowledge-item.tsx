import { Badge, Button, Group, Paper, Stack, Text } from '@mantine/core';
import type { TrainData } from '@personal-assistant/contracts';
import { IconEraser } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { count, formatDateTime } from '../../../shared/format';
import { STATUS_LABELS } from '../status-labels';
import { TaughtBy } from './taught-by';
import { TaughtText } from './taught-text';

interface KnowledgeItemProps {
  item: TrainData;
  onWithdraw: (item: TrainData) => void;
}

/** A taught text and what became of it. */
export function KnowledgeItem({ item, onWithdraw }: KnowledgeItemProps): ReactElement {
  const { label, color, explanation } = STATUS_LABELS[item.status];
  return (
    <Paper component="li" withBorder p="md" radius="md" bg="var(--pa-surface)" aria-label={`Text ${String(item.id)}`}>
      <Stack gap={6}>
        <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
          <TaughtBy item={item} />
          <Badge color={color} variant="light" tt="none" title={`This text ${explanation}`} style={{ flex: 'none' }}>
            {label}
          </Badge>
        </Group>
        <TaughtText item={item} />
        <Group justify="space-between" align="flex-end" gap="xs">
          <Text size="sm" c="dimmed">
            {historyOf(item)}
          </Text>
          {item.status !== 'REJECTED' && item.status !== 'WITHDRAWN' && (
            <Button
              size="xs"
              variant="subtle"
              color="gray"
              leftSection={<IconEraser size={15} />}
              aria-label={`Withdraw text ${String(item.id)}`}
              onClick={() => {
                onWithdraw(item);
              }}
            >
              Withdraw
            </Button>
          )}
        </Group>
      </Stack>
    </Paper>
  );
}

/** `Approved by Ada on 3 May 2026, 10:00 · in version 4 · 12 tokens`. */
function historyOf(item: TrainData): string {
  const parts = [decisionOf(item), item.modelId === null ? null : `in version ${String(item.modelId)}`];
  return [...parts, count(item.tokens, 'token')].filter(Boolean).join(' · ');
}

function decisionOf(item: TrainData): string | null {
  const { decidedBy, decidedAt, status, rejectReason, withdrawnBy, withdrawnAt } = item;
  if (withdrawnBy && withdrawnAt) return `Withdrawn by ${withdrawnBy.displayName}, ${formatDateTime(withdrawnAt)}`;
  if (!decidedBy || !decidedAt) return null;
  const verb = status === 'REJECTED' ? 'Rejected' : 'Approved';
  const reason = rejectReason ? `: ${rejectReason}` : '';
  return `${verb} by ${decidedBy.displayName}, ${formatDateTime(decidedAt)}${reason}`;
}
