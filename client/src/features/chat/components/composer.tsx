import { ActionIcon, CloseButton, Textarea } from '@mantine/core';
import { useSessionStorage } from '@mantine/hooks';
import type { Room } from '@personal-assistant/contracts';
import { IconSend2 } from '@tabler/icons-react';
import {
  useEffect,
  useId,
  useImperativeHandle,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
  type Ref,
} from 'react';
import { completeCommand, suggestCommands, type CommandHint } from '../commands';
import { titleOfReply, type Reply } from '../reply';
import { CommandSuggestions, optionId } from './command-suggestions';
import classes from './composer.module.css';
import { preview } from './reply-quote';

export interface ComposerHandle {
  focus: () => void;
  /** Whether nothing is being written. */
  isEmpty: () => boolean;
  /** Puts a text into the field, ready to be sent. */
  compose: (text: string) => void;
}

interface ComposerProps {
  ref: Ref<ComposerHandle>;
  room: Room;
  placeholder: string;
  reply: Reply | null;
  onCancelReply: () => void;
  onSend: (text: string) => void;
}

/** Where a message is typed. Enter sends, Shift+Enter breaks the line, a slash offers commands. */
export function Composer({ ref, room, placeholder, reply, onCancelReply, onSend }: ComposerProps): ReactElement {
  const [text, setText] = useSessionStorage({ key: `draft-${room}`, defaultValue: '' });
  const [dismissed, setDismissed] = useState(false);
  const [active, setActive] = useState(0);
  const field = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const suggestions = dismissed ? [] : suggestCommands(text, room);
  const chosen = suggestions[Math.min(active, suggestions.length - 1)];

  useImperativeHandle(ref, () => ({
    focus: () => field.current?.focus(),
    isEmpty: () => text.trim() === '',
    compose: (draft) => {
      change(draft);
      focusAtEnd();
    },
  }));

  // On a phone the keyboard would cover half of the conversation.
  useEffect(() => {
    if (window.matchMedia('(pointer: fine)').matches) field.current?.focus();
  }, []);

  function change(next: string): void {
    setText(next);
    setActive(0);
    setDismissed(false);
  }

  function focusAtEnd(): void {
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(field.current.value.length, field.current.value.length);
    });
  }

  function choose(command: CommandHint): void {
    change(completeCommand(command));
    if (command.argument === null) setDismissed(true);
    focusAtEnd();
  }

  function send(): void {
    if (!text.trim()) return;
    onSend(text.trim());
    change('');
  }

  function onKeyDown(event: KeyboardEvent): void {
    // Enter that ends a composition (Japanese, Chinese …) belongs to the keyboard.
    if (event.nativeEvent.isComposing) return;
    if (chosen && handleSuggestionKey(event, chosen)) return;
    if (event.key === 'Escape' && reply) onCancelReply();
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  }

  function handleSuggestionKey(event: KeyboardEvent, current: CommandHint): boolean {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setActive((index) => (index + step + suggestions.length) % suggestions.length);
    else if (event.key === 'Escape') setDismissed(true);
    else if (event.key === 'Tab' && !event.shiftKey) choose(current);
    else if (event.key === 'Enter' && !event.shiftKey && text !== `/${current.name}`) choose(current);
    else return false;
    event.preventDefault();
    return true;
  }

  return (
    <div className={classes.bar}>
      <div className={classes.column}>
        <CommandSuggestions id={listId} commands={suggestions} chosen={chosen} onChoose={choose} />
        {reply && (
          <div className={classes.reply}>
            <div className={classes.replyText}>
              <strong>{titleOfReply(reply)}</strong>
              <span>{preview(reply.to)}</span>
            </div>
            <CloseButton aria-label="Cancel reply" onClick={onCancelReply} />
          </div>
        )}
        <div className={classes.row}>
          <Textarea
            ref={field}
            className={classes.field}
            classNames={{ input: classes.input }}
            aria-label="Message"
            aria-autocomplete="list"
            aria-controls={chosen ? listId : undefined}
            aria-activedescendant={chosen ? optionId(listId, chosen) : undefined}
            autosize
            minRows={1}
            maxRows={8}
            size="md"
            radius="xl"
            enterKeyHint="send"
            placeholder={reply?.correcting ? 'The right answer' : placeholder}
            value={text}
            onChange={(event) => {
              change(event.currentTarget.value);
            }}
            onKeyDown={onKeyDown}
          />
          <ActionIcon size={44} radius="xl" aria-label="Send" disabled={!text.trim()} onClick={send}>
            <IconSend2 size={20} />
          </ActionIcon>
        </div>
      </div>
    </div>
  );
}
