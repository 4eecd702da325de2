import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import type { HoldingVersion, Withdrawal } from '@personal-assistant/contracts';
import type { ReactElement } from 'react';
import { hrefOf } from '../../../shared/address';
import { useVersionAct } from '../../training/queries/use-models';

interface HeldByProps {
  withdrawal: Pick<Withdrawal, 'heldBy' | 'heldByTraining'>;
  /** With a way to the versions, and to delete them. */
  approver: boolean;
}

/** Which kept versions still hold on disk what was withdrawn. */
export function HeldBy({ withdrawal: { heldBy, heldByTraining }, approver }: HeldByProps): ReactElement {
  return (
    <>
      {heldBy.length > 0 ? (
        <div>
          <Text size="sm" mb={6}>
            These versions still hold it on disk, and pass it over. One is rid of it when it is deleted, which is for
            good.
          </Text>
          <Stack component="ul" gap={4} m={0} p={0} aria-label="Versions that hold it" style={{ listStyle: 'none' }}>
            {heldBy.map((version) => (
              <Group key={version.id} component="li" justify="space-between" gap="xs" wrap="nowrap" mih={30}>
                <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                  {approver ? (
                    <Anchor href={hrefOf('versions', version.id)} size="sm">
                      {nameOf(version)}
                    </Anchor>
                  ) : (
                    nameOf(version)
                  )}
                  {marksOf(version)}
                </Text>
                {approver && version.deletable && <DeleteHolder version={version} />}
              </Group>
            ))}
          </Stack>
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

function DeleteHolder({ version }: { version: HoldingVersion }): ReactElement {
  const act = useVersionAct(version.id);
  return (
    <Button
      size="compact-sm"
      variant="light"
      color="red"
      style={{ flex: 'none' }}
      loading={act.isPending}
      disabled={act.isSuccess}
      aria-label={`Delete version ${nameOf(version)}`}
      onClick={() => {
        act.mutate('delete');
      }}
    >
      {act.isSuccess ? 'Deleted' : 'Delete'}
    </Button>
  );
}

const nameOf = ({ name, id }: HoldingVersion): string => `${name} #${String(id)}`;

function marksOf({ live, weights }: HoldingVersion): string {
  const marks = [live && 'live', weights && 'perhaps learned into its weights'].filter(Boolean);
  return marks.length > 0 ? ` (${marks.join(', ')})` : '';
}
