import { Badge, Group, Tooltip } from '@mantine/core';
import type { Status } from '@personal-assistant/contracts';
import { IconBrandTelegram, IconCircleCheck, IconCircleDashed, IconLoader2 } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { formatDateTime } from '../../../shared/format';
import { useStatus } from '../queries/use-status';
import classes from './status-badges.module.css';

/** In the header: which version answers, whether one is being trained, and how Telegram is. */
export function StatusBadges(): ReactElement | null {
  const { data: status } = useStatus();
  if (!status) return null;
  return (
    <Group gap={6} wrap="nowrap" role="status" aria-label="Status" className={classes.badges}>
      {status.runningModel && <TrainingBadge model={status.runningModel} />}
      <span className={status.runningModel ? classes.spare : undefined}>
        <LiveBadge live={status.liveModel} />
      </span>
      <TelegramBadge telegram={status.telegram} />
    </Group>
  );
}

function TrainingBadge({ model }: { model: NonNullable<Status['runningModel']> }): ReactElement {
  return (
    <Tooltip label={`Training «${model.name}»`}>
      <Badge
        variant="light"
        color="yellow"
        tt="none"
        size="lg"
        fw={600}
        leftSection={<IconLoader2 size={14} className={classes.spin} />}
      >
        {Math.round(model.progress.fraction * 100)} %
      </Badge>
    </Tooltip>
  );
}

function LiveBadge({ live }: { live: Status['liveModel'] }): ReactElement {
  if (!live) {
    return (
      <Tooltip label="Nothing can be answered until a first version is trained">
        <Badge variant="light" color="gray" tt="none" size="lg" fw={600} leftSection={<IconCircleDashed size={14} />}>
          No version<span className={classes.word}> yet</span>
        </Badge>
      </Tooltip>
    );
  }
  return (
    <Tooltip label={`Version ${String(live.id)} answers since ${formatDateTime(live.liveAt ?? live.createdAt)}`}>
      <Badge
        variant="light"
        color="teal"
        tt="none"
        size="lg"
        fw={600}
        className={classes.live}
        leftSection={<IconCircleCheck size={14} />}
      >
        <span className={classes.word}>Live: </span>
        {live.name}
      </Badge>
    </Tooltip>
  );
}

const TELEGRAM = {
  off: { color: 'gray', label: 'Telegram is off' },
  connected: { color: 'blue', label: 'Telegram is connected' },
  unreachable: { color: 'red', label: 'Telegram cannot be reached' },
} as const;

function TelegramBadge({ telegram }: { telegram: Status['telegram'] }): ReactElement {
  const { color, label } = TELEGRAM[telegram.state];
  const explanation = telegram.detail ? `${label}: ${telegram.detail}` : label;
  return (
    <Tooltip label={explanation} multiline maw={320}>
      <Badge variant="light" color={color} size="lg" px={8} aria-label={explanation} role="img">
        <IconBrandTelegram size={16} style={{ display: 'block' }} />
      </Badge>
    </Tooltip>
  );
}
