import { EmptyState, Paper, Stack } from '@mantine/core';
import { IconVersions } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { PagedList } from '../../../shared/components/list-states';
import { Page } from '../../../shared/components/page';
import { useStatus } from '../../status/queries/use-status';
import { useModels } from '../queries/use-models';
import { ModelCard } from './model-card';
import { StartTraining } from './start-training';
import { TrainingProgress } from './training-progress';
import { VersionActions } from './version-actions';

/** Every version that was trained, and which of them answers. */
export function VersionsPage(): ReactElement {
  const query = useModels();
  const { data: status } = useStatus();
  return (
    <Page
      title="Versions"
      description="Each training makes a version. One of them is live and answers; the others are kept, so that you can go back."
    >
      <Paper withBorder p="md" radius="md" bg="var(--pa-surface)">
        <Stack>
          <StartTraining />
          {status?.runningModel && <TrainingProgress model={status.runningModel} />}
        </Stack>
      </Paper>
      <PagedList
        query={query}
        items={query.items}
        label="Versions"
        empty={
          <EmptyState
            py="xl"
            icon={<IconVersions size={40} stroke={1.5} />}
            title="No version was trained yet"
            description="Approve a text, then start the first training above."
          />
        }
        renderItem={(model) => (
          <ModelCard key={model.id} model={model}>
            <VersionActions model={model} />
          </ModelCard>
        )}
      />
    </Page>
  );
}
