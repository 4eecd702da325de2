import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState, type SubmitEvent, type ReactElement } from 'react';
import { useStatus } from '../../status/queries/use-status';
import { useStartTraining } from '../queries/use-models';
import { trainingHint, whyNoTraining } from '../stages';

/** Starts a version from the approved texts, or says why that is not possible now. */
export function StartTraining(): ReactElement {
  const { data: status } = useStatus();
  const [name, setName] = useState('');
  const start = useStartTraining();
  const refusal = status ? whyNoTraining(status) : 'Loading…';

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (!refusal && !start.isPending)
      start.mutate(name, {
        onSuccess: () => {
          setName('');
        },
      });
  }

  return (
    <form onSubmit={submit}>
      <Stack gap={6}>
        <Group gap="xs" align="flex-end">
          <TextInput
            label="Name of the version"
            placeholder="Optional, e.g. first"
            maxLength={100}
            flex="1 1 200px"
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
          />
          <Button
            type="submit"
            leftSection={<IconPlayerPlay size={16} />}
            loading={start.isPending}
            disabled={refusal !== null}
            aria-describedby="start-training-hint"
          >
            Start training
          </Button>
        </Group>
        <Text id="start-training-hint" size="sm" c="dimmed">
          {status ? trainingHint(status) : refusal}
        </Text>
      </Stack>
    </form>
  );
}
