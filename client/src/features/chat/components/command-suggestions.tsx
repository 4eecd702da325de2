import { Paper } from '@mantine/core';
import type { ReactElement } from 'react';
import type { CommandHint } from '../commands';
import classes from './command-suggestions.module.css';

interface CommandSuggestionsProps {
  id: string;
  commands: CommandHint[];
  chosen: CommandHint | undefined;
  onChoose: (command: CommandHint) => void;
}

/** The commands that fit, above the composer, which keeps the focus and moves the choice. */
export function CommandSuggestions(props: CommandSuggestionsProps): ReactElement | null {
  const { id, commands, chosen, onChoose } = props;
  if (commands.length === 0) return null;
  return (
    <Paper className={classes.panel} withBorder shadow="md" radius="lg">
      <ul id={id} role="listbox" aria-label="Commands" className={classes.list}>
        {commands.map((command) => (
          <li
            key={command.name}
            id={optionId(id, command)}
            role="option"
            aria-selected={command === chosen}
            className={classes.option}
            // The field must not lose the focus before the click arrives.
            onMouseDown={(event) => {
              event.preventDefault();
            }}
            onClick={() => {
              onChoose(command);
            }}
          >
            <span className={classes.name}>
              /{command.name} {command.argument && <span className={classes.argument}>{command.argument}</span>}
            </span>
            <span className={classes.description}>{command.description}</span>
          </li>
        ))}
      </ul>
    </Paper>
  );
}

export function optionId(listId: string, command: CommandHint): string {
  return `${listId}-${command.name}`;
}
