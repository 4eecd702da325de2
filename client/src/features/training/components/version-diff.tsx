import { Badge, Button, Center, Paper, Stack, Text, Title } from '@mantine/core';
import type { ModelDiff } from '@personal-assistant/contracts';
import type { ReactElement } from 'react';
import { ListSkeleton, LoadFailed } from '../../../shared/components/list-states';
import { count } from '../../../shared/format';
import { useVersionDiff } from '../queries/use-version-diff';
import { GoldenAnswers } from './golden-answers';
import classes from './version-diff.module.css';

/** What a version knows and answers otherwise than the live one. */
export function VersionDiff({ live, version }: { live: number; version: number }): ReactElement {
  const query = useVersionDiff(live, version);
  const [first] = query.data?.pages ?? [];
  return (
    <section aria-labelledby="version-diff">
      <Stack gap="sm">
        <Title id="version-diff" order={2} size="h4">
          Beside the live version
        </Title>
        {first ? (
          <>
            <GoldenDifferences golden={first.golden} />
            <TextDifferences diff={first} texts={query.data?.pages.flatMap(({ texts }) => texts.items) ?? []} />
            {query.hasNextPage && (
              <Center>
                <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  Load more
                </Button>
              </Center>
            )}
          </>
        ) : query.error ? (
          <LoadFailed error={query.error} retry={() => void query.refetch()} />
        ) : (
          <ListSkeleton />
        )}
      </Stack>
    </section>
  );
}

function GoldenDifferences({ golden }: { golden: ModelDiff['golden'] }): ReactElement {
  const { both, rightA, rightB, note, items } = golden;
  return (
    <>
      <Text>
        {both === 0
          ? 'They were not asked the same golden questions.'
          : `Of ${count(both, 'golden question')} that both were asked, this version has ${String(rightB)} right, the live one ${String(rightA)}.`}
        {note !== null && ` Note: ${note}.`}
      </Text>
      {items.length > 0 && (
        <Stack component="ul" gap="sm" m={0} p={0} aria-label="Answered differently" style={{ listStyle: 'none' }}>
          {items.map(({ id, question, expected, a, b }) => (
            <Paper key={id} component="li" withBorder p="md" radius="md" bg="var(--pa-surface)">
              <Stack gap="xs">
                <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
                  {question}
                </Text>
                <GoldenAnswers
                  expected={expected}
                  sides={[
                    { label: 'This version', ...b },
                    { label: 'The live one', ...a },
                  ]}
                />
              </Stack>
            </Paper>
          ))}
        </Stack>
      )}
    </>
  );
}

function TextDifferences({ diff, texts }: { diff: ModelDiff; texts: ModelDiff['texts']['items'] }): ReactElement {
  const { onlyA, onlyB, withdrawn } = diff.texts;
  const parts = [
    onlyB > 0 && `${count(onlyB, 'text')} only this version knows`,
    onlyA > 0 && `${count(onlyA, 'text')} only the live one knows`,
    withdrawn > 0 && `${count(withdrawn, 'text')} withdrawn between them`,
  ].filter(Boolean);
  return (
    <>
      <Text>{parts.length === 0 ? 'Both know the same texts.' : `${parts.join(', ')}.`}</Text>
      {texts.length > 0 && (
        <ul className={classes.texts} aria-label="Texts that only one knows">
          {texts.map(({ id, text, knownTo }) => (
            <li key={id} className={classes.text}>
              <Badge variant="light" color={knownTo === 'b' ? 'brand' : 'teal'} tt="none">
                {knownTo === 'b' ? 'This version' : 'The live one'}
              </Badge>
              <Text size="sm" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
                #{id} {text}
              </Text>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
