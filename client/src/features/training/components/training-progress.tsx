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
      <Progress.Root
        size="md"
        radius="xl"
        transitionDuration={300}
        role="progressbar"
        aria-label={`Training ${model.name}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={`${label}, ${String(percent)} percent`}
      >
        <Progress.Section value={percent} animated withAria={false} />
      </Progress.Root>
      <Text size="xs" c="dimmed" mih={18}>
        {detail}
      </Text>
    </Stack>
  );
}
