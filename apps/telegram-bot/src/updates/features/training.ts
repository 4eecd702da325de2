import { commands } from './commands.js';

/** Starting and cancelling a training, which version is live, how two differ and what they are held against; in the approvers' chat. */
export const training = () => commands('START_TRAIN', 'CANCEL_TRAIN', 'USE', 'DIFF', 'GOLDEN');
