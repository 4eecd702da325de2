import { Alert, Badge, Group, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import type { GoldenItem, ModelDetail } from '@personal-assistant/contracts';
import { useState, type ReactElement } from 'react';
import { formatNumber } from '../../../shared/format';
import { GoldenAnswers } from './golden-answers';
import classes from './golden-results.module.css';

type Golden = NonNullable<ModelDetail['golden']>;
type Verdict = GoldenItem['verdict'];

const VERDICTS: Record<Verdict, { label: string; color: string }> = {
  broken: { label: 'Broken', color: 'red' },
  fixed: { label: 'Fixed', color: 'teal' },
  unchanged: { label: 'Unchanged', color: 'gray' },
};

interface GoldenResultsProps {
  golden: Golden;
  items: GoldenItem[];
}

/** What the golden questions said about a version, beside the one that was live then. */
export function GoldenResults({ golden, items }: GoldenResultsProps): ReactElement {
  const [shown, setShown] = useState<Verdict | 'all'>('all');
  const list = items.filter(({ verdict }) => shown === 'all' || verdict === shown);
  return (
    <section aria-labelledby="golden-results">
      <Stack gap="sm">
        <Title id="golden-results" order={2} size="h4">
          Golden questions
        </Title>
        <Scores golden={golden} />
        {golden.note !== undefined && <Alert variant="light" color="gray">{`Not compared: ${golden.note}.`}</Alert>}
        {items.length > 0 && (
          <>
            <SegmentedControl
              className={classes.filter}
              aria-label="Which questions"
              value={shown}
              onChange={(value) => {
                setShown(value);
              }}
              data={[
                { value: 'all', label: 'All' },
                ...(['broken', 'fixed', 'unchanged'] as const).map((verdict) => ({
                  value: verdict,
                  label: VERDICTS[verdict].label,
                })),
              ]}
            />
            <Stack component="ul" gap="sm" m={0} p={0} aria-label="Golden questions" style={{ listStyle: 'none' }}>
              {list.map((item) => (
                <Result key={item.id} item={item} />
              ))}
            </Stack>
            {list.length === 0 && (
              <Text c="dimmed" size="sm">
                None of them.
              </Text>
            )}
            {items.length < golden.asked && (
              <Text c="dimmed" size="sm">
                {items.length} of {golden.asked} are kept with a version, those that differ first.
              </Text>
            )}
          </>
        )}
      </Stack>
    </section>
  );
}

function Scores({ golden }: { golden: Golden }): ReactElement {
  return (
    <dl className={classes.scores}>
      <Score label="Right" value={golden.right} of={golden.asked} />
      {golden.liveRight !== undefined && <Score label="The live one then" value={golden.liveRight} of={golden.asked} />}
      <Score label="Fixed" value={golden.fixed} />
      <Score label="Broken" value={golden.broken} />
    </dl>
  );
}

function Score({ label, value, of }: { label: string; value: number; of?: number }): ReactElement {
  return (
    <div className={classes.score}>
      <Text component="dt" size="sm" c="dimmed">
        {label}
      </Text>
      <dd className={classes.number}>
        {formatNumber(value)}
        {of !== undefined && <span> of {formatNumber(of)}</span>}
      </dd>
    </div>
  );
}

function Result({ item }: { item: GoldenItem }): ReactElement {
  const { label, color } = VERDICTS[item.verdict];
  return (
    <Paper component="li" withBorder p="md" radius="md" bg="var(--pa-surface)">
      <Stack gap="xs">
        <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
          <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
            {item.question}
          </Text>
          <Badge color={color} variant="light" tt="none" style={{ flex: 'none' }}>
            {label}
          </Badge>
        </Group>
        <GoldenAnswers
          expected={item.expected}
          sides={[
            { label: 'This version', ...item.candidate },
            ...(item.live ? [{ label: 'The live one then', ...item.live }] : []),
          ]}
        />
      </Stack>
    </Paper>
  );
}
