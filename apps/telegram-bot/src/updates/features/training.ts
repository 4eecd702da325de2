import { commands } from './commands.js';

/** Starting and cancelling a training, which version is live, and what it is held against; in the approvers' chat. */
export const training = () => commands('START_TRAIN', 'CANCEL_TRAIN', 'USE', 'GOLDEN');
