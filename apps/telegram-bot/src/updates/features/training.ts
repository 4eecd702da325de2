import { commands } from './commands.js';

/** `/start_train [name]` in the approvers' chat. */
export const training = () => commands('START_TRAIN');
