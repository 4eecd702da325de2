import { commands } from './commands.js';

/** Starting and cancelling a training, and which version is live; in the approvers' chat. */
export const training = () => commands('START_TRAIN', 'CANCEL_TRAIN', 'USE');
