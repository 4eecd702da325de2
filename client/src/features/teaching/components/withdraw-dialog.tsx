import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { Role, TrainData } from '@personal-assistant/contracts';
import type { ReactElement } from 'react';
import { useStartTraining } from '../../training/queries/use-models';
import { useWithdraw } from '../queries/use-withdraw';
import { HeldBy } from './held-by';
import { TaughtText } from './taught-text';

interface WithdrawDialogProps {
  item: TrainData;
  role: Role;
  onClose: () => void;
}

/** Asks whether a text is to be taken back, and then says which versions still hold it. */
export function WithdrawDialog({ item, role, onClose }: WithdrawDialogProps): ReactElement {
  const withdraw = useWithdraw();
  const build = useStartTraining();
  const done = withdraw.data;
  const rebuild = role === 'APPROVER' && done?.heldBy.some(({ live }) => live);
  return (
    <Modal
      opened
      onClose={onClose}
      title={done ? `#${String(item.id)} is withdrawn` : `Withdraw #${String(item.id)}?`}
      centered
    >
      {done ? (
        <Stack>
          <Text role="status">Nothing answers from it from now on.</Text>
          <HeldBy withdrawal={done} approver={role === 'APPROVER'} />
          <Group gap="xs" justify="flex-end">
            {rebuild && (
              <Button
                variant="light"
                loading={build.isPending}
                onClick={() => {
                  build.mutate('', { onSuccess: onClose });
                }}
              >
                Build a version without it
              </Button>
            )}
            <Button variant="default" onClick={onClose} data-autofocus>
              Close
            </Button>
          </Group>
        </Stack>
      ) : (
        <Stack>
          <TaughtText item={item} />
          <Text>
            Nothing answers from it any more, and no later version learns it. There is no way back but to teach it anew.
          </Text>
          <Group gap="xs" justify="flex-end">
            <Button variant="default" onClick={onClose} disabled={withdraw.isPending} data-autofocus>
              Cancel
            </Button>
            <Button
              color="red.8"
              loading={withdraw.isPending}
              onClick={() => {
                withdraw.mutate(item.id);
              }}
            >
              Withdraw text
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
