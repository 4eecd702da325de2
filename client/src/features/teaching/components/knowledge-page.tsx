import { EmptyState, Select } from '@mantine/core';
import {
  trainDataStatusSchema,
  type Session,
  type TrainData,
  type TrainDataStatus,
} from '@personal-assistant/contracts';
import { IconBook2 } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { PagedList } from '../../../shared/components/list-states';
import { Page } from '../../../shared/components/page';
import { count } from '../../../shared/format';
import { useStatus } from '../../status/queries/use-status';
import { useTrainData } from '../queries/use-train-data';
import { STATUS_LABELS } from '../status-labels';
import { KnowledgeItem } from './knowledge-item';
import { WithdrawDialog } from './withdraw-dialog';

type Filter = TrainDataStatus | 'ALL';

/** Every text that was ever taught, and what became of it; a member sees their own. */
export function KnowledgePage({ session }: { session: Session }): ReactElement {
  const approver = session.role === 'APPROVER';
  const [filter, setFilter] = useState<Filter>('ALL');
  const [withdrawing, setWithdrawing] = useState<TrainData | null>(null);
  const query = useTrainData(filter);
  return (
    <Page
      title="Knowledge"
      description={
        approver
          ? 'Every text that was taught, who taught it, who decided about it and which version knows it.'
          : 'The texts that you taught, who decided about them and which version knows them.'
      }
      aside={<StatusFilter counted={approver} value={filter} onChange={setFilter} />}
    >
      <PagedList
        query={query}
        items={query.items}
        label="Taught texts"
        empty={
          <EmptyState
            py="xl"
            icon={<IconBook2 size={40} stroke={1.5} />}
            title={
              filter === 'ALL'
                ? approver
                  ? 'Nothing was taught yet'
                  : 'You taught nothing yet'
                : 'No text has this status'
            }
            description={filter === 'ALL' ? 'Write /train and a fact in the chat.' : 'Choose another status.'}
          />
        }
        renderItem={(item) => <KnowledgeItem key={item.id} item={item} onWithdraw={setWithdrawing} />}
      />
      {withdrawing && (
        <WithdrawDialog
          item={withdrawing}
          role={session.role}
          onClose={() => {
            setWithdrawing(null);
          }}
        />
      )}
    </Page>
  );
}

interface StatusFilterProps {
  value: Filter;
  onChange: (filter: Filter) => void;
  /** With numbers, which are those of everybody's texts. */
  counted: boolean;
}

function StatusFilter({ value, onChange, counted }: StatusFilterProps): ReactElement {
  const { data: status } = useStatus();
  const options = trainDataStatusSchema.options.map((option) => {
    const number = counted ? status?.trainData[option] : undefined;
    const { label } = STATUS_LABELS[option];
    return { value: option, label: number === undefined ? label : `${label} (${count(number, 'text')})` };
  });
  return (
    <Select
      label="Status"
      w={220}
      allowDeselect={false}
      data={[{ value: 'ALL', label: 'All texts' }, ...options]}
      value={value}
      onChange={(next) => {
        onChange(trainDataStatusSchema.safeParse(next).data ?? 'ALL');
      }}
    />
  );
}
