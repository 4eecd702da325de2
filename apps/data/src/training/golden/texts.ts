import type { RichText } from '@personal-assistant/contracts';
import { bold, italic, rich } from '../../chats/rich.js';
import { plural } from '../../chats/time.js';
import type { GoldenOrigin } from './golden.repository.js';
import type { GoldenOverview } from './golden.service.js';

/** What the assistant says about golden questions. */

const ORIGINS: Record<GoldenOrigin, string> = {
  PAIR: 'pair',
  CORRECTION: 'correction',
  ABSTENTION: 'out of scope',
  MANUAL: 'added by hand',
};
const SHOWN_CHARACTERS = 80;

export function goldenText({ counts, newest }: GoldenOverview): RichText {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total === 0) {
    return rich(
      'There are no golden questions yet. Each approved pair (/train Q: … A: …) and each approved correction adds one; ' +
        'each version is held against them before it goes live.',
    );
  }
  const origins = (Object.keys(ORIGINS) as GoldenOrigin[]).filter((origin) => counts[origin] > 0);
  return rich(
    bold(plural(total, 'golden question')),
    `: ${origins.map((origin) => `${counts[origin]} ${ORIGINS[origin]}`).join(', ')}.`,
    ...newest.flatMap(({ id, question, answer, origin, use }) => [
      '\n',
      bold(`#${id}`),
      ` ${shortened(question)} → `,
      answer === null ? italic('not taught') : shortened(answer),
      italic(` (${ORIGINS[origin]}, ${use === 'GATE' ? 'for the gate' : 'to learn from'})`),
    ]),
    newest.length < total ? `\nThe newest ${newest.length} of ${total}; the page shows and edits all of them.` : '',
  );
}

function shortened(text: string): string {
  const characters = Array.from(text.replace(/\s+/gu, ' '));
  return characters.length <= SHOWN_CHARACTERS
    ? characters.join('')
    : `${characters.slice(0, SHOWN_CHARACTERS).join('')}…`;
}
