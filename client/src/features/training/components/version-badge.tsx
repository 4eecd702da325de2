import { Badge } from '@mantine/core';
import type { Model } from '@personal-assistant/contracts';
import type { ReactElement } from 'react';
import { versionState } from '../version-state';

export function VersionBadge({ model }: { model: Model }): ReactElement {
  const { label, color } = versionState(model);
  return (
    <Badge color={color} variant="light" tt="none" style={{ flex: 'none' }}>
      {label}
    </Badge>
  );
}
