import { Group, Progress, Stack, Text } from '@mantine/core';
import type { Model } from '@personal-assistant/contracts';
import type { ReactElement } from 'react';
import { STAGE_LABELS } from '../stages';

/** How far a running training is, and what it does. */
export function TrainingProgress({ model }: { model: Model }): ReactElement {
  const { stage, fraction, detail } = model.progress;
  const percent = Math.round(fraction * 100);
  const label = stage ? STAGE_LABELS[stage] : 'Waiting for its turn';
  return (
    <Stack gap={6}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="sm" fw={600} truncate>
          {label}
        </Text>
        <Text size="sm" fw={600} style={{ fontVariantNumeric: 'tabular-nums' }}>
          {percent} %
        </Text>
      </Group>
      <Progress.Root size="md" radius="xl">
        <Progress.Section
          value={percent}
          animated
          aria-label={`Training ${model.name}`}
          aria-valuetext={`${label}, ${String(percent)} percent`}
        />
      </Progress.Root>
      <Text size="xs" c="dimmed" mih={18}>
        {detail}
      </Text>
    </Stack>
  );
}
