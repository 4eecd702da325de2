import { Button, EmptyState, Group, Paper, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { goldenOriginSchema, goldenUseSchema } from '@personal-assistant/contracts';
import { IconPlus, IconSearch, IconTargetArrow } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { PagedList } from '../../../shared/components/list-states';
import { Page } from '../../../shared/components/page';
import { ORIGIN_LABELS, USE_LABELS } from '../labels';
import { useGolden, useImportGolden, type GoldenFilter } from '../queries/use-golden';
import { GoldenCard } from './golden-card';
import { GoldenFiles, ImportReport } from './golden-files';
import { GoldenForm } from './golden-form';

/** Between the last key and the search. */
const TYPING_MS = 300;

/** The questions that new versions are held against, and learn from. */
export function GoldenPage(): ReactElement {
  const [filter, setFilter] = useState<GoldenFilter>({ origin: 'ALL', use: 'ALL', words: '' });
  const [words] = useDebouncedValue(filter.words.trim(), TYPING_MS);
  const [adding, setAdding] = useState(false);
  const query = useGolden({ ...filter, words });
  const files = useImportGolden();
  const all = filter.origin === 'ALL' && filter.use === 'ALL' && words === '';
  return (
    <Page
      title="Golden questions"
      description="Before a version goes live it is asked those that are kept for the gate, and has to be as good as the one before. From the others it learns; a question is never used for both."
    >
      <TextInput
        type="search"
        aria-label="Search"
        placeholder="Words of the question or the answer"
        maxLength={200}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={filter.words}
        onChange={({ currentTarget }) => {
          setFilter({ ...filter, words: currentTarget.value });
        }}
      />
      {adding ? (
        <Paper withBorder p="md" radius="md" bg="var(--pa-surface)">
          <GoldenForm
            item={null}
            onClose={() => {
              setAdding(false);
            }}
          />
        </Paper>
      ) : (
        <Group justify="space-between" align="flex-end" gap="sm">
          <Filters filter={filter} onChange={setFilter} />
          <Group gap="xs">
            <GoldenFiles files={files} />
            <Button
              leftSection={<IconPlus size={16} />}
              onClick={() => {
                setAdding(true);
              }}
            >
              Add a question
            </Button>
          </Group>
        </Group>
      )}
      {files.data && <ImportReport result={files.data} onClose={files.reset} />}
      <PagedList
        query={query}
        items={query.items}
        label="Golden questions"
        empty={
          <EmptyState
            py="xl"
            icon={<IconTargetArrow size={40} stroke={1.5} />}
            title={all ? 'There are no golden questions yet' : 'No golden question is like that'}
            description={
              all
                ? 'Approved pairs (/train Q: … A: …) and corrections become some; or add one here.'
                : 'Choose another origin or use, or search for other words.'
            }
          />
        }
        renderItem={(item) => <GoldenCard key={item.id} item={item} />}
      />
    </Page>
  );
}

function Filters({ filter, onChange }: { filter: GoldenFilter; onChange: (next: GoldenFilter) => void }): ReactElement {
  return (
    <Group gap="sm" flex="1 1 300px">
      <Select
        label="Origin"
        flex="1 1 140px"
        maw={190}
        allowDeselect={false}
        data={[
          { value: 'ALL', label: 'All' },
          ...goldenOriginSchema.options.map((value) => ({ value, label: ORIGIN_LABELS[value] })),
        ]}
        value={filter.origin}
        onChange={(origin) => {
          onChange({ ...filter, origin: goldenOriginSchema.safeParse(origin).data ?? 'ALL' });
        }}
      />
      <Select
        label="Use"
        flex="1 1 140px"
        maw={190}
        allowDeselect={false}
        data={[
          { value: 'ALL', label: 'All' },
          ...goldenUseSchema.options.map((value) => ({ value, label: USE_LABELS[value] })),
        ]}
        value={filter.use}
        onChange={(use) => {
          onChange({ ...filter, use: goldenUseSchema.safeParse(use).data ?? 'ALL' });
        }}
      />
    </Group>
  );
}
