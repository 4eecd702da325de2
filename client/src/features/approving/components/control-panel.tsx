import { Badge, Group, Stack, Title } from '@mantine/core';
import { useId, type ReactElement, type ReactNode } from 'react';
import { useStatus } from '../../status/queries/use-status';
import { WaitingList } from '../../teaching/components/waiting-list';
import { ModelList } from '../../training/components/model-list';
import { TrainingProgress } from '../../training/components/training-progress';
import { StartTraining } from '../../training/components/start-training';

/** What approvers steer: texts to decide about, trainings, versions. */
export function ControlPanel(): ReactElement {
  return (
    <Stack gap="xl">
      <TrainSection />
      <WaitingPanel />
      <VersionsSection />
    </Stack>
  );
}

export function WaitingPanel(): ReactElement {
  const { data: status } = useStatus();
  return (
    <Section title="Waiting for approval" number={status?.trainData.SUBMITTED}>
      <WaitingList />
    </Section>
  );
}

export function TrainingPanel(): ReactElement {
  return (
    <Stack gap="xl">
      <TrainSection />
      <VersionsSection />
    </Stack>
  );
}

function TrainSection(): ReactElement {
  const { data: status } = useStatus();
  return (
    <Section title="Training">
      <StartTraining />
      {status?.runningModel && <TrainingProgress model={status.runningModel} />}
    </Section>
  );
}

function VersionsSection(): ReactElement {
  return (
    <Section title="Versions">
      <ModelList />
    </Section>
  );
}

function Section({
  title,
  number,
  children,
}: {
  title: string;
  number?: number | undefined;
  children: ReactNode;
}): ReactElement {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Stack gap="sm">
        <Group gap={8}>
          <Title id={id} order={2} size="h5">
            {title}
          </Title>
          {number !== undefined && number > 0 && (
            <Badge circle variant="filled" aria-hidden>
              {number}
            </Badge>
          )}
        </Group>
        {children}
      </Stack>
    </section>
  );
}
