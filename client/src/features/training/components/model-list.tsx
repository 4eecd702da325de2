import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { PagedList } from '../../../shared/components/list-states';
import { useModels } from '../queries/use-models';
import { ModelCard } from './model-card';

export function ModelList(): ReactElement {
  const query = useModels();
  return (
    <PagedList
      query={query}
      items={query.items}
      label="Versions"
      empty={
        <Text c="dimmed" size="sm">
          No version was trained yet.
        </Text>
      }
      renderItem={(model) => <ModelCard key={model.id} model={model} />}
    />
  );
}
