import { Alert, Button, Center, Skeleton, Stack } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { messageOf } from '../show-error';

interface PagedListProps<T> {
  query: Pick<
    UseInfiniteQueryResult,
    'isPending' | 'error' | 'refetch' | 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'
  >;
  items: T[];
  /** Accessible name of the list. */
  label: string;
  empty: ReactNode;
  renderItem: (item: T) => ReactElement;
}

/** A list that loads page by page, in all of its states. */
export function PagedList<T>({ query, items, label, empty, renderItem }: PagedListProps<T>): ReactElement {
  if (query.isPending) return <ListSkeleton />;
  if (query.error && items.length === 0) return <LoadFailed error={query.error} retry={() => void query.refetch()} />;
  if (items.length === 0) return <>{empty}</>;
  return (
    <>
      <Stack component="ul" gap="sm" m={0} p={0} aria-label={label} style={{ listStyle: 'none' }}>
        {items.map(renderItem)}
      </Stack>
      {query.hasNextPage && (
        <Center>
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Load more
          </Button>
        </Center>
      )}
    </>
  );
}

export function LoadFailed({ error, retry }: { error: Error; retry: () => void }): ReactElement {
  return (
    <Alert color="red" variant="light" icon={<IconAlertCircle size={18} />} title="This could not be loaded">
      <Stack gap="xs" align="flex-start">
        {messageOf(error)}
        <Button size="xs" variant="light" color="red" onClick={retry}>
          Try again
        </Button>
      </Stack>
    </Alert>
  );
}

export function ListSkeleton(): ReactElement {
  return (
    <Stack gap="sm" aria-busy="true">
      {[0, 1, 2].map((row) => (
        <Skeleton key={row} height={84} radius="md" />
      ))}
    </Stack>
  );
}
