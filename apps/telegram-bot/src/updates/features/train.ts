import { commands } from './commands.js';

/** `/train <text>`, or `/train` as a reply to the message that is to be taught. */
export const train = () => commands('TRAIN');
