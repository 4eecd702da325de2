import { Avatar, Box } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import classes from './avatars.module.css';

export function AssistantAvatar({ size = 32 }: { size?: number }): ReactElement {
  return (
    <Box className={classes.assistant} w={size} h={size} aria-hidden>
      <IconSparkles size={Math.round(size * 0.6)} stroke={1.8} />
    </Box>
  );
}

/** Initials in a colour that stays with the name. */
export function PersonAvatar({ name, size = 32 }: { name: string; size?: number }): ReactElement {
  return <Avatar name={name} color="initials" size={size} radius="xl" aria-hidden />;
}
