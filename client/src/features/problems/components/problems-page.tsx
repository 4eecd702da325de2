import { Badge, Button, EmptyState, Group, Paper, Stack, Text } from '@mantine/core';
import type { DeadLetter } from '@personal-assistant/contracts';
import { IconCircleCheck, IconRefresh } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { PagedList } from '../../../shared/components/list-states';
import { Page } from '../../../shared/components/page';
import { count, formatDateTime } from '../../../shared/format';
import { useDeadLetters, useRetryDeadLetter } from '../queries/use-dead-letters';

const KIND_LABELS: Record<DeadLetter['kind'], string> = {
  COMMAND: 'A command was not handled',
  DELIVERY: 'A message was not delivered',
  JOB: 'A job was not done',
  QUESTION: 'A question was not answered',
};

/** What was given up after all retries, each with its reason and a way to try again. */
export function ProblemsPage(): ReactElement {
  const query = useDeadLetters();
  return (
    <Page
      title="Problems"
      description="What the assistant gave up on after all its own retries. Nothing is lost: remove the cause, then try again."
    >
      <PagedList
        query={query}
        items={query.items}
        label="Problems"
        empty={
          <EmptyState
            py="xl"
            icon={<IconCircleCheck size={40} stroke={1.5} />}
            title="No problems"
            description="Every message, job and question went through."
          />
        }
        renderItem={(item) => <ProblemCard key={item.id} item={item} />}
      />
    </Page>
  );
}

function ProblemCard({ item }: { item: DeadLetter }): ReactElement {
  const retry = useRetryDeadLetter();
  return (
    <Paper component="li" withBorder p="md" radius="md" bg="var(--pa-surface)">
      <Group justify="space-between" gap="sm">
        <Stack gap={4} flex="1 1 320px" miw={0}>
          <Group gap={8}>
            <Text fw={650}>{KIND_LABELS[item.kind]}</Text>
            <Badge color="red" variant="light" tt="none">
              {count(item.attempts, 'attempt')}
            </Badge>
          </Group>
          <Text style={{ overflowWrap: 'anywhere' }}>{item.reason}</Text>
          <Text size="sm" c="dimmed">
            <time dateTime={item.createdAt}>{formatDateTime(item.createdAt)}</time>
          </Text>
        </Stack>
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} />}
          loading={retry.isPending}
          onClick={() => {
            retry.mutate(item.id);
          }}
        >
          Try again
        </Button>
      </Group>
    </Paper>
  );
}
