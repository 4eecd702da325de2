import { Spoiler, Text } from '@mantine/core';
import type { TrainData } from '@personal-assistant/contracts';
import type { ReactElement } from 'react';
import classes from './taught-text.module.css';

/** What was taught, in full: a text, or a question with its answer. Long ones are folded. */
export function TaughtText({ item }: { item: TrainData }): ReactElement {
  const { text, question, answer } = item;
  return (
    <Spoiler maxHeight={168} showLabel="Show all" hideLabel="Show less" classNames={{ control: classes.unfold }}>
      {question !== null && answer !== null ? (
        <dl className={classes.pair}>
          <Part label="Question" text={question} />
          <Part label={item.correctsQuestionId === null ? 'Answer' : 'Corrected answer'} text={answer} />
        </dl>
      ) : (
        <p className={classes.text}>{text}</p>
      )}
    </Spoiler>
  );
}

function Part({ label, text }: { label: string; text: string }): ReactElement {
  return (
    <div>
      <Text component="dt" size="sm" c="dimmed">
        {label}
      </Text>
      <dd className={classes.text}>{text}</dd>
    </div>
  );
}
