import { Anchor, Stack, Text, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import classes from './page.module.css';

interface PageProps {
  title: string;
  description: ReactNode;
  /** The list that this page is one item of. */
  back?: { href: string; label: string };
  /** Stays beside the title, such as a filter. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A scrolling page with its heading; everything but the chats. */
export function Page({ title, description, back, aside, children }: PageProps): ReactElement {
  return (
    <div className={classes.scroll}>
      <Stack className={classes.column} gap="lg">
        <div className={classes.heading}>
          <div className={classes.about}>
            {back && (
              <Anchor href={back.href} size="sm" className={classes.back}>
                <IconArrowLeft size={15} aria-hidden /> {back.label}
              </Anchor>
            )}
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
