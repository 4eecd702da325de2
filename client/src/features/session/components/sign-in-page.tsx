import { Alert, Button, Code, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useState, type SubmitEvent, type ReactElement } from 'react';
import { AssistantAvatar } from '../../../shared/components/avatars';
import { messageOf } from '../../../shared/show-error';
import { useSignIn } from '../queries/use-session';
import classes from './sign-in-page.module.css';

interface SignInPageProps {
  /** Why the token of the address was refused. */
  problem: string | null;
}

/** Shown to whoever is not signed in: where the address with the token is found, and a field to paste it. */
export function SignInPage({ problem }: SignInPageProps): ReactElement {
  const [token, setToken] = useState('');
  const signIn = useSignIn();
  const refused = signIn.error ? messageOf(signIn.error) : problem;

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (token.trim()) signIn.mutate(tokenOf(token));
  }

  return (
    <main className={classes.page}>
      <Paper className={classes.card} withBorder radius="lg" p={{ base: 'lg', sm: 'xl' }}>
        <form onSubmit={submit}>
          <Stack gap="md">
            <AssistantAvatar size={52} />
            <div>
              <Title order={1} size="h3">
                Sign in to Personal Assistant
              </Title>
              <Text c="dimmed" mt={6}>
                Open the address that <Code>npm start</Code> printed last: it signs you in by itself. Or ask an approver
                of your group for an invitation link.
              </Text>
            </div>
            {refused && (
              <Alert color="red" variant="light" icon={<IconAlertCircle size={18} />} role="alert">
                {refused}
              </Alert>
            )}
            <PasswordInput
              label="Token"
              description={
                <>
                  The part after <Code>token=</Code>, or the whole address.
                </>
              }
              value={token}
              onChange={(event) => {
                setToken(event.currentTarget.value);
              }}
              autoComplete="off"
              autoFocus
              size="md"
            />
            <Button type="submit" size="md" loading={signIn.isPending} disabled={!token.trim()}>
              Sign in
            </Button>
            <Text size="sm" c="dimmed">
              Lost the address? Stop the assistant with Ctrl-C and run <Code>npm start</Code> again: it is the last
              line.
            </Text>
          </Stack>
        </form>
      </Paper>
    </main>
  );
}

/** People paste the whole address as readily as the token. */
function tokenOf(pasted: string): string {
  return /[?#&]token=([^&#\s]+)/.exec(pasted)?.[1] ?? pasted.trim();
}
