import { Stack, Text, Title } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import classes from './page.module.css';

interface PageProps {
  title: string;
  description: ReactNode;
  /** Stays beside the title, such as a filter. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A scrolling page with its heading; everything but the chats. */
export function Page({ title, description, aside, children }: PageProps): ReactElement {
  return (
    <div className={classes.scroll}>
      <Stack className={classes.column} gap="lg">
        <div className={classes.heading}>
          <div className={classes.about}>
            <Title order={1} size="h3">
              {title}
            </Title>
            <Text c="dimmed" mt={4} maw={620}>
              {description}
            </Text>
          </div>
          {aside}
        </div>
        {children}
      </Stack>
    </div>
  );
}
