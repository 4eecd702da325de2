import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { Component, type ReactNode } from 'react';

/** The last resort: a defect of this page says so and offers the way out, instead of a white screen. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <Center h="100dvh" p="md">
        <Stack align="center" role="alert">
          <Title order={1} size="h3">
            This page stumbled
          </Title>
          <Text c="dimmed">Nothing is lost. Reload it to go on.</Text>
          <Button
            onClick={() => {
              window.location.reload();
            }}
          >
            Reload
          </Button>
        </Stack>
      </Center>
    );
  }
}
