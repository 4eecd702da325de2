import { Alert, Text } from '@mantine/core';
import type { TrainData } from '@personal-assistant/contracts';
import { IconCopy } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { itemsOf, type Paged } from '../../../shared/api/paged';
import { queryKeys } from '../../../shared/api/query-keys';
import { formatPercent } from '../../../shared/format';

/** Warns that nearly the same was taught before. */
export function SimilarTexts({ similar }: { similar: TrainData['similar'] }): ReactElement | null {
  const client = useQueryClient();
  if (similar.length === 0) return null;
  const loaded = client
    .getQueriesData<Paged<TrainData>>({ queryKey: queryKeys.allTrainData })
    .flatMap(([, data]) => itemsOf(data));
  return (
    <Alert color="yellow" variant="light" p="xs" icon={<IconCopy size={16} />} title="Nearly the same was taught">
      {similar.map(({ id, similarity }) => (
        <Text key={id} size="sm" lineClamp={2}>
          #{id} ({formatPercent(similarity)} alike){textOf(loaded, id)}
        </Text>
      ))}
    </Alert>
  );
}

/** The other text's own words where this page has them loaded. */
function textOf(loaded: TrainData[], id: number): string {
  const text = loaded.find((item) => item.id === id)?.text;
  return text ? `: ${text}` : '';
}
