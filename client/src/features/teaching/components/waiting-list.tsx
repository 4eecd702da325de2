import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { PagedList } from '../../../shared/components/list-states';
import { useTrainData } from '../queries/use-train-data';
import { WaitingCard } from './waiting-card';

/** The texts that wait for a decision. */
export function WaitingList(): ReactElement {
  const query = useTrainData('SUBMITTED');
  return (
    <PagedList
      query={query}
      items={query.items}
      label="Texts waiting for approval"
      empty={
        <Text c="dimmed" size="sm">
          Nothing waits for a decision. The next text that a member teaches appears here.
        </Text>
      }
      renderItem={(item) => <WaitingCard key={item.id} item={item} />}
    />
  );
}
