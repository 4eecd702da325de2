import { Button, Group, Stack } from '@mantine/core';
import { encodeButton, type ButtonAction } from '@personal-assistant/contracts';
import { IconThumbDown, IconThumbDownFilled, IconThumbUp, IconThumbUpFilled } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { PressedButton } from '../queries/use-press-button';
import type { ShownMessage } from '../timeline';

type MessageButton = ShownMessage['buttons'][number][number];

interface MessageButtonsProps {
  message: ShownMessage;
  /** The one whose press is on its way. */
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
  DELETE_FORGOTTEN: 'red',
  CONFIRM_FORGET: 'red',
};

const THUMBS = {
  UP: { open: IconThumbUp, given: IconThumbUpFilled },
  DOWN: { open: IconThumbDown, given: IconThumbDownFilled },
};

/** The inline buttons under a message, such as a card's. */
export function MessageButtons({ message, pressed, onPress }: MessageButtonsProps): ReactElement {
  return (
    <Stack gap={6} mt={6} mb={4}>
      {message.buttons.map((row, index) => (
        <Group key={index} gap={6} grow={!row.every(({ action }) => action.kind === 'FEEDBACK')}>
          {row.map((button) => (
            <OneButton
              key={encodeButton(button.action)}
              button={button}
              loading={pressed !== null && encodeButton(pressed.action) === encodeButton(button.action)}
              disabled={pressed !== null}
              onPress={() => {
                onPress({ messageId: message.id, action: button.action });
              }}
            />
          ))}
        </Group>
      ))}
    </Stack>
  );
}

interface OneButtonProps {
  button: MessageButton;
  loading: boolean;
  disabled: boolean;
  onPress: () => void;
}

function OneButton({ button: { label, action, pressed }, loading, disabled, onPress }: OneButtonProps): ReactElement {
  const shared = {
    size: 'sm',
    variant: 'light',
    color: COLORS[action.kind],
    loading,
    disabled,
    onClick: onPress,
  };
  if (action.kind !== 'FEEDBACK') return <Button {...shared}>{label}</Button>;
  const Icon = THUMBS[action.value][pressed ? 'given' : 'open'];
  // The label is Telegram's: a thumb, and how many said so.
  const number = /\d+/u.exec(label)?.[0];
  const name = action.value === 'UP' ? 'Right answer' : 'Wrong answer';
  return (
    <Button
      {...shared}
      {...(pressed ? { color: 'brand' } : { variant: 'default' })}
      aria-label={number === undefined ? name : `${name}, said by ${number}`}
      aria-pressed={pressed ?? false}
    >
      <Icon size={18} stroke={1.8} aria-hidden />
      {number !== undefined && <span style={{ marginInlineStart: 6 }}>{number}</span>}
    </Button>
  );
}
