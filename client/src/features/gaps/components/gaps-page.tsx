import { EmptyState, SegmentedControl } from '@mantine/core';
import { gapStatusSchema, type GapStatus } from '@personal-assistant/contracts';
import { IconHelpCircle } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { PagedList } from '../../../shared/components/list-states';
import { Page } from '../../../shared/components/page';
import { useGaps } from '../queries/use-gaps';
import { GapCard } from './gap-card';

const STATUS: Record<GapStatus, { label: string; empty: string; hint: string }> = {
  OPEN: {
    label: 'Open',
    empty: 'Everything that was asked could be answered',
    hint: 'The next question that nothing taught answers appears here by itself.',
  },
  ANSWERED: { label: 'Answered', empty: 'No gap was answered yet', hint: 'Answer an open one: it is taught by that.' },
  OUT_OF_SCOPE: {
    label: 'Out of scope',
    empty: 'Nothing was called out of scope',
    hint: 'Do so with an open one that this assistant is not for.',
  },
};

/** What the group asks and was never taught. */
export function GapsPage(): ReactElement {
  const [status, setStatus] = useState<GapStatus>('OPEN');
  const query = useGaps(status);
  return (
    <Page
      title="Unanswered questions"
      description="What was asked and never taught, joined by meaning. Your answer is taught and approved at once; when a version knows it, everybody who asked is told."
      aside={
        <SegmentedControl
          aria-label="Status"
          value={status}
          onChange={setStatus}
          data={gapStatusSchema.options.map((value) => ({ value, label: STATUS[value].label }))}
        />
      }
    >
      <PagedList
        query={query}
        items={query.items}
        label="Unanswered questions"
        empty={
          <EmptyState
            py="xl"
            icon={<IconHelpCircle size={40} stroke={1.5} />}
            title={STATUS[status].empty}
            description={STATUS[status].hint}
          />
        }
        renderItem={(gap) => <GapCard key={gap.id} gap={gap} />}
      />
    </Page>
  );
}
