import { Anchor, List, Text } from '@mantine/core';
import type { HoldingVersion, Withdrawal } from '@personal-assistant/contracts';
import type { ReactElement } from 'react';
import { hrefOf } from '../../../shared/address';

interface HeldByProps {
  withdrawal: Pick<Withdrawal, 'heldBy' | 'heldByTraining'>;
  /** With a way to the versions, for those who may go there. */
  linked: boolean;
}

/** Which kept versions still hold on disk what was withdrawn. */
export function HeldBy({ withdrawal: { heldBy, heldByTraining }, linked }: HeldByProps): ReactElement {
  return (
    <>
      {heldBy.length > 0 ? (
        <div>
          <Text size="sm" mb={4}>
            These versions still hold it on disk, and pass it over. A version is rid of it when it is deleted.
          </Text>
          <List size="sm" aria-label="Versions that hold it">
            {heldBy.map((version) => (
              <List.Item key={version.id}>
                {linked ? (
                  <Anchor href={hrefOf('versions', version.id)} size="sm">
                    {nameOf(version)}
                  </Anchor>
                ) : (
                  nameOf(version)
                )}
                {marksOf(version)}
              </List.Item>
            ))}
          </List>
        </div>
      ) : (
        <Text size="sm">No version holds it.</Text>
      )}
      {heldByTraining !== null && (
        <Text size="sm">Training #{heldByTraining} may have read it already; what it makes passes it over, too.</Text>
      )}
    </>
  );
}

const nameOf = ({ name, id }: HoldingVersion): string => `${name} #${String(id)}`;

function marksOf({ live, weights }: HoldingVersion): string {
  const marks = [live && 'live', weights && 'learned into its weights'].filter(Boolean);
  return marks.length > 0 ? ` (${marks.join(', ')})` : '';
}
