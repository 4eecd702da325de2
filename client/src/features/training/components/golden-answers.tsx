import { Text } from '@mantine/core';
import type { GoldenItem } from '@personal-assistant/contracts';
import type { ReactElement } from 'react';
import classes from './golden-answers.module.css';

type Side = GoldenItem['candidate'] & { label: string };

/** What would be right, and what versions answered. */
export function GoldenAnswers({ expected, sides }: { expected: string | undefined; sides: Side[] }): ReactElement {
  return (
    <dl className={classes.answers}>
      <Answer label="Right would be" answer={expected} />
      {sides.map((side) => (
        <Answer key={side.label} {...side} />
      ))}
    </dl>
  );
}

interface AnswerProps {
  label: string;
  answer?: string | undefined;
  right?: boolean;
}

function Answer({ label, answer, right }: AnswerProps): ReactElement {
  return (
    <div>
      <Text component="dt" size="sm" c="dimmed">
        {label}
      </Text>
      <dd className={classes.answer}>
        {answer ?? <em>not taught</em>}
        {right !== undefined && (
          <Text span size="sm" fw={600} c={`var(--mantine-color-${right ? 'teal' : 'red'}-light-color)`}>
            {right ? ' · right' : ' · wrong'}
          </Text>
        )}
      </dd>
    </div>
  );
}
