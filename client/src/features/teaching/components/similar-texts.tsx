import { Alert, Text } from '@mantine/core';
import type { TrainData } from '@personal-assistant/contracts';
import { IconCopy } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { formatPercent } from '../../../shared/format';
import { useSimilarText } from '../queries/use-similar-text';

type Similar = TrainData['similar'][number];

/** Warns that nearly the same was taught before. */
export function SimilarTexts({ similar }: { similar: Similar[] }): ReactElement | null {
  if (similar.length === 0) return null;
  return (
    <Alert color="yellow" variant="light" p="xs" icon={<IconCopy size={16} />} title="Nearly the same was taught">
      {similar.map((other) => (
        <SimilarText key={other.id} other={other} />
      ))}
    </Alert>
  );
}

function SimilarText({ other: { id, similarity } }: { other: Similar }): ReactElement {
  const text = useSimilarText(id);
  return (
    <Text size="sm" lineClamp={3}>
      #{id} ({formatPercent(similarity)} alike){text && `: ${text}`}
    </Text>
  );
}
