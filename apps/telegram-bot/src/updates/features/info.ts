import { commands } from './commands.js';

/** `/models`, `/status`, `/help`, `/start`, and slash commands that nobody defined but that were meant for us. */
export const info = () => commands('MODELS', 'STATUS', 'HELP', 'UNKNOWN');
