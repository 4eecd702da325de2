import { Alert, Badge, Group, Paper, Stack, Text } from '@mantine/core';
import type { Model, ModelMetrics } from '@personal-assistant/contracts';
import type { ReactElement } from 'react';
import { count, formatDateTime, formatNumber, formatPercent } from '../../../shared/format';

/** A version: state, who started it, what it learnt and how well it answers. */
export function ModelCard({ model }: { model: Model }): ReactElement {
  return (
    <Paper component="li" withBorder p="sm" radius="md" bg="var(--pa-surface)" aria-label={`Version ${model.name}`}>
      <Stack gap={6}>
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <Text fw={650} truncate>
            {model.name}{' '}
            <Text span c="dimmed" size="sm">
              #{model.id}
            </Text>
          </Text>
          <ModelState model={model} />
        </Group>
        <Text size="sm" c="dimmed">
          {count(model.newTexts, 'new text')} · {model.startedBy.displayName} ·{' '}
          <time dateTime={model.createdAt}>{formatDateTime(model.createdAt)}</time>
        </Text>
        {model.metrics && <Metrics metrics={model.metrics} />}
        {model.error && (
          <Alert color="red" variant="light" p="xs">
            {model.error}
          </Alert>
        )}
      </Stack>
    </Paper>
  );
}

function ModelState({ model }: { model: Model }): ReactElement {
  if (model.live) return <StateBadge color="teal" label="Live" />;
  switch (model.status) {
    case 'PROCESSING':
      return <StateBadge color="yellow" label="Training" />;
    case 'FAILED':
      return <StateBadge color="red" label="Failed" />;
    case 'CANCELLED':
      return <StateBadge color="gray" label="Cancelled" />;
    case 'DONE':
      return <StateBadge color="gray" label="Done" />;
    default:
      return model.status satisfies never;
  }
}

function StateBadge({ color, label }: { color: string; label: string }): ReactElement {
  return (
    <Badge color={color} variant="light" tt="none" style={{ flex: 'none' }}>
      {label}
    </Badge>
  );
}

function Metrics({ metrics }: { metrics: ModelMetrics }): ReactElement {
  const shares = [
    metrics.recallAt1 === undefined ? null : `right text first ${formatPercent(metrics.recallAt1)}`,
    metrics.answeredRate === undefined ? null : `answered ${formatPercent(metrics.answeredRate)}`,
    `general questions answered though never taught ${formatPercent(metrics.falseAnswerRate)}`,
  ];
  return (
    <Text size="sm">
      Knows {count(metrics.texts, 'text')} in {count(metrics.passages, 'passage')}, trained in{' '}
      {formatNumber(Math.round(metrics.seconds * 10) / 10)} s
      <br />
      Self-test with easy questions: {shares.filter((share) => share !== null).join(' · ')}
    </Text>
  );
}
