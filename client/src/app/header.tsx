import { Menu, Text, UnstyledButton } from '@mantine/core';
import type { Session } from '@personal-assistant/contracts';
import { IconEraser, IconLogout } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { ForgetMe } from '../features/session/components/forget-me';
import { useSignOut } from '../features/session/queries/use-session';
import { StatusBadges } from '../features/status/components/status-badges';
import { AssistantAvatar, PersonAvatar } from '../shared/components/avatars';
import classes from './header.module.css';

export function Header({ session }: { session: Session }): ReactElement {
  return (
    <header className={classes.header}>
      <AssistantAvatar size={34} />
      <div className={classes.title}>
        <Text fw={700} lh={1.2} truncate>
          <span className={classes.long}>Personal </span>Assistant
        </Text>
        <Text size="xs" c="dimmed" lh={1.3} truncate>
          {session.user.displayName}
        </Text>
      </div>
      <StatusBadges />
      <PersonMenu session={session} />
    </header>
  );
}

function PersonMenu({ session }: { session: Session }): ReactElement {
  const signOut = useSignOut();
  const [forgetting, setForgetting] = useState(false);
  const { displayName } = session.user;
  return (
    <>
      <Menu position="bottom-end" width={220} shadow="md">
        <Menu.Target>
          <UnstyledButton className={classes.person} aria-label={`Account of ${displayName}`}>
            <PersonAvatar name={displayName} size={34} />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            <Text fw={650} c="var(--mantine-color-text)" truncate>
              {displayName}
            </Text>
            {session.role === 'APPROVER' ? 'Approver' : 'Member'}
          </Menu.Label>
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconLogout size={16} />}
            onClick={() => {
              signOut.mutate();
            }}
          >
            Sign out
          </Menu.Item>
          <Menu.Item
            color="red"
            leftSection={<IconEraser size={16} />}
            onClick={() => {
              setForgetting(true);
            }}
          >
            Forget me
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ForgetMe
        opened={forgetting}
        onClose={() => {
          setForgetting(false);
        }}
      />
    </>
  );
}
