import { Button, Group, Stack } from '@mantine/core';
import { encodeButton, type ButtonAction } from '@personal-assistant/contracts';
import type { ReactElement } from 'react';
import type { PressedButton } from '../queries/use-press-button';
import type { ShownMessage } from '../timeline';

interface MessageButtonsProps {
  message: ShownMessage;
  pressed: PressedButton | null;
  onPress: (button: PressedButton) => void;
}

const COLORS: Record<ButtonAction['kind'], string> = {
  APPROVE: 'teal',
  REJECT: 'red',
  SHOW: 'brand',
  START_TRAIN: 'brand',
  FEEDBACK: 'gray',
  OUT_OF_SCOPE: 'gray',
  PUT_LIVE: 'teal',
  KEEP_LIVE: 'brand',
  DELETE_VERSION: 'red',
  DELETE_HOLDERS: 'red',
};

/** The inline buttons under a message, such as a card's. */
export function MessageButtons({ message, pressed, onPress }: MessageButtonsProps): ReactElement {
  return (
    <Stack gap={6} mt={6} mb={4}>
      {message.buttons.map((row, index) => (
        <Group key={index} gap={6} grow>
          {row.map(({ label, action }) => (
            <Button
              key={encodeButton(action)}
              size="sm"
              variant="light"
              color={COLORS[action.kind]}
              loading={pressed !== null && encodeButton(pressed.action) === encodeButton(action)}
              disabled={pressed !== null}
              onClick={() => {
                onPress({ messageId: message.id, action });
              }}
            >
              {label}
            </Button>
          ))}
        </Group>
      ))}
    </Stack>
  );
}
