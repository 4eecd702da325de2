import { Alert, Anchor, Group, Paper, Stack, Text } from '@mantine/core';
import type { Model } from '@personal-assistant/contracts';
import type { ReactElement, ReactNode } from 'react';
import { hrefOf } from '../../../shared/address';
import { count, formatDateTime } from '../../../shared/format';
import { scoreOf } from '../version-state';
import { VersionBadge } from './version-badge';

interface ModelCardProps {
  model: Model;
  /** What can be done about it. */
  children?: ReactNode;
}

/** A version in a list: state, score, what it learnt, who started it and when. */
export function ModelCard({ model, children }: ModelCardProps): ReactElement {
  return (
    <Paper component="li" withBorder p="sm" radius="md" bg="var(--pa-surface)" aria-label={`Version ${model.name}`}>
      <Stack gap={6}>
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <Anchor href={hrefOf('versions', model.id)} fw={650} c="inherit" truncate>
            {model.name}{' '}
            <Text span c="dimmed" size="sm">
              #{model.id}
            </Text>
          </Anchor>
          <VersionBadge model={model} />
        </Group>
        <Text size="sm" c="dimmed">
          {count(model.newTexts, 'new text')} · {model.startedBy?.displayName ?? 'started by itself'} ·{' '}
          <time dateTime={model.createdAt}>{formatDateTime(model.createdAt)}</time>
        </Text>
        <Score model={model} />
        {model.error && (
          <Alert color="red" variant="light" p="xs">
            {model.error}
          </Alert>
        )}
        {children}
      </Stack>
    </Paper>
  );
}

function Score({ model }: { model: Model }): ReactElement | null {
  const { metrics, golden } = model;
  const score = scoreOf(model);
  const liveRight = golden?.liveRight === undefined ? '' : `, the live one then ${String(golden.liveRight)}`;
  const parts = [
    metrics && `Knows ${count(metrics.texts, 'text')}`,
    score && `Golden questions right: ${score}${liveRight}`,
  ].filter(Boolean);
  return parts.length === 0 ? null : <Text size="sm">{parts.join(' · ')}</Text>;
}
