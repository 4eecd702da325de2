import { Button, Group, Text } from '@mantine/core';
import type { Model } from '@personal-assistant/contracts';
import { IconArrowBackUp, IconBan, IconPlayerPause, IconRocket, IconTrash, type TablerIcon } from '@tabler/icons-react';
import { useState, type ReactElement, type ReactNode } from 'react';
import { ConfirmDialog } from '../../../shared/components/confirm-dialog';
import { useStatus } from '../../status/queries/use-status';
import { useVersionAct, type VersionAct } from '../queries/use-models';
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
  // An event says what became of it.
  if (model.loading) {
    return (
      <Text size="sm" role="status">
        It is being loaded and goes live in a moment. Until then the one before answers.
      </Text>
    );
  }
  return (
    <Group gap="xs">
      {act.isSuccess && act.variables === 'live' && (
        <Text size="sm" role="status" w="100%">
          It did not go live: the approvers’ room says why. What was live before stays.
        </Text>
      )}
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

/** Deletes the files of a version that is kept for going back. */
export function DeleteVersion({ model }: { model: Model }): ReactElement | null {
  if (!canGoLive(model) || model.loading || model.gate?.state === 'ASKED') return null;
  return (
    <ConfirmedAct
      model={model}
      act="delete"
      label="Delete"
      icon={IconTrash}
      title={`Delete «${model.name}»?`}
      confirmLabel="Delete version"
    >
      Its files are deleted for good, and nobody can go back to it. Its scores stay in the list.
    </ConfirmedAct>
  );
}

function CancelTraining({ model }: { model: Model }): ReactElement {
  return (
    <ConfirmedAct
      model={model}
      act="cancel"
      label="Cancel training"
      icon={IconBan}
      title={`Cancel the training of «${model.name}»?`}
      confirmLabel="Cancel training"
    >
      What it has done so far is lost. Its texts stay approved and wait for the next training.
    </ConfirmedAct>
  );
}

interface ConfirmedActProps {
  model: Model;
  act: VersionAct;
  label: string;
  icon: TablerIcon;
  title: string;
  confirmLabel: string;
  children: ReactNode;
}

function ConfirmedAct({
  model,
  act: what,
  label,
  icon: Icon,
  title,
  confirmLabel,
  children,
}: ConfirmedActProps): ReactElement {
  const [asking, setAsking] = useState(false);
  const act = useVersionAct(model.id);
  const close = (): void => {
    setAsking(false);
  };
  return (
    <>
      <Button
        size="sm"
        variant="light"
        color="red"
        leftSection={<Icon size={16} />}
        style={{ alignSelf: 'flex-start' }}
        onClick={() => {
          setAsking(true);
        }}
      >
        {label}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={title}
        confirmLabel={confirmLabel}
        busy={act.isPending}
        onConfirm={() => {
          act.mutate(what, { onSettled: close });
        }}
        onClose={close}
      >
        {children}
      </ConfirmDialog>
    </>
  );
}
