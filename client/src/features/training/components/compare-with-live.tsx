import { Button } from '@mantine/core';
import type { Model } from '@personal-assistant/contracts';
import { IconGitCompare } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { useStatus } from '../../status/queries/use-status';
import { VersionDiff } from './version-diff';

/** A version beside the one that is live now, when asked for. */
export function CompareWithLive({ model }: { model: Model }): ReactElement | null {
  const [shown, setShown] = useState(false);
  const { data: status } = useStatus();
  const live = status?.liveModel;
  if (!live || live.id === model.id || model.status !== 'DONE') return null;
  if (shown) return <VersionDiff live={live.id} version={model.id} />;
  return (
    <Button
      variant="default"
      leftSection={<IconGitCompare size={16} />}
      style={{ alignSelf: 'flex-start' }}
      onClick={() => {
        setShown(true);
      }}
    >
      Compare with the live version
    </Button>
  );
}
