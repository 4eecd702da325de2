import { Spoiler } from '@mantine/core';
import type { ReactElement } from 'react';
import classes from './taught-text.module.css';

/** A taught text in full, as text; long ones are folded. */
export function TaughtText({ text }: { text: string }): ReactElement {
  return (
    <Spoiler maxHeight={168} showLabel="Show all" hideLabel="Show less" classNames={{ control: classes.unfold }}>
      <p className={classes.text}>{text}</p>
    </Spoiler>
  );
}
