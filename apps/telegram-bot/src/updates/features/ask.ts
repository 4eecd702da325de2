import { commands } from './commands.js';

/** `/ask <question>`, or `/ask` as a reply to the question. */
export const ask = () => commands('ASK');
