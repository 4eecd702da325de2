import { Button, Group, Text } from '@mantine/core';
import type { Model } from '@personal-assistant/contracts';
import { IconArrowBackUp, IconBan, IconPlayerPause, IconRocket } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { ConfirmDialog } from '../../../shared/components/confirm-dialog';
import { useStatus } from '../../status/queries/use-status';
import { useVersionAct } from '../queries/use-models';
import { canGoLive } from '../version-state';

/** What an approver can do about a version as it stands now. */
export function VersionActions({ model }: { model: Model }): ReactElement | null {
  if (model.status === 'PROCESSING') return <CancelTraining model={model} />;
  return canGoLive(model) ? <GoLive model={model} /> : null;
}

function GoLive({ model }: { model: Model }): ReactElement {
  const act = useVersionAct(model.id);
  const { data: status } = useStatus();
  const asked = model.gate?.state === 'ASKED';
  const older = status?.liveModel != null && model.id < status.liveModel.id;
  const busy = act.isPending ? act.variables : null;
  // It is live once the service that answers has loaded it; an event says so.
  if (act.isSuccess && act.variables === 'live') {
    return (
      <Text size="sm" role="status">
        It is being loaded and goes live in a moment. Until then the one before answers.
      </Text>
    );
  }
  return (
    <Group gap="xs">
      <Button
        size="sm"
        variant="light"
        color="teal"
        leftSection={older ? <IconArrowBackUp size={16} /> : <IconRocket size={16} />}
        loading={busy === 'live'}
        disabled={busy !== null}
        onClick={() => {
          act.mutate('live');
        }}
      >
        {asked ? 'Put it live' : older ? 'Go back to this version' : 'Make live'}
      </Button>
      {asked && (
        <Button
          size="sm"
          variant="light"
          leftSection={<IconPlayerPause size={16} />}
          loading={busy === 'decline'}
          disabled={busy !== null}
          onClick={() => {
            act.mutate('decline');
          }}
        >
          Keep the old one
        </Button>
      )}
    </Group>
  );
}

function CancelTraining({ model }: { model: Model }): ReactElement {
  const [asking, setAsking] = useState(false);
  const act = useVersionAct(model.id);
  const close = (): void => {
    setAsking(false);
  };
  return (
    <>
      <Group>
        <Button
          size="sm"
          variant="light"
          color="red"
          leftSection={<IconBan size={16} />}
          onClick={() => {
            setAsking(true);
          }}
        >
          Cancel training
        </Button>
      </Group>
      <ConfirmDialog
        opened={asking}
        title={`Cancel the training of «${model.name}»?`}
        confirmLabel="Cancel training"
        busy={act.isPending}
        onConfirm={() => {
          act.mutate('cancel', { onSettled: close });
        }}
        onClose={close}
      >
        What it has done so far is lost. Its texts stay approved and wait for the next training.
      </ConfirmDialog>
    </>
  );
}
