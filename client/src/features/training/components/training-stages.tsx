import { Paper, Stack, Text, ThemeIcon } from '@mantine/core';
import { trainingStageSchema, type Model, type TrainingStage } from '@personal-assistant/contracts';
import { IconCheck, IconCircleDashed, IconLoader2 } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { STAGE_LABELS } from '../stages';
import { TrainingProgress } from './training-progress';
import classes from './training-stages.module.css';

/** A running training, stage by stage. */
export function TrainingStages({ model }: { model: Model }): ReactElement {
  const stages = trainingStageSchema.options;
  const current = model.progress.stage ? stages.indexOf(model.progress.stage) : -1;
  return (
    <Paper withBorder p="md" radius="md" bg="var(--pa-surface)">
      <Stack gap="md">
        <TrainingProgress model={model} />
        <ol className={classes.stages} aria-label="Stages">
          {stages.map((stage, index) => (
            <Stage
              key={stage}
              stage={stage}
              state={index < current ? 'done' : index === current ? 'running' : 'ahead'}
            />
          ))}
        </ol>
      </Stack>
    </Paper>
  );
}

const ICONS = { done: IconCheck, running: IconLoader2, ahead: IconCircleDashed };
const COLORS = { done: 'teal', running: 'yellow', ahead: 'gray' };

function Stage({ stage, state }: { stage: TrainingStage; state: keyof typeof ICONS }): ReactElement {
  const Icon = ICONS[state];
  return (
    <li className={classes.stage} aria-current={state === 'running' ? 'step' : undefined}>
      <ThemeIcon size={22} radius="xl" variant="light" color={COLORS[state]} aria-hidden>
        <Icon size={14} />
      </ThemeIcon>
      <Text size="sm" c={state === 'ahead' ? 'dimmed' : undefined} fw={state === 'running' ? 600 : undefined}>
        {STAGE_LABELS[stage]}
      </Text>
    </li>
  );
}
