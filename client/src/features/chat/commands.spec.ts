import { parseCommandText, roomSchema } from '@personal-assistant/contracts';
import { describe, expect, it } from 'vitest';
import { completeCommand, suggestCommands } from './commands';

const names = (typed: string, room: 'members' | 'approvers' = 'members'): string[] =>
  suggestCommands(typed, room).map((command) => command.name);

describe('suggestCommands', () => {
  it('offers what members can do at the first slash', () => {
    expect(names('/')).toEqual(['train', 'ask', 'correct', 'withdraw', 'forget_me', 'status', 'models', 'help']);
  });

  it('offers deciding and training to approvers in their room only', () => {
    expect(names('/', 'approvers')).toEqual(expect.arrayContaining(['approve', 'reject', 'start_train']));
    expect(names('/sta', 'approvers')).toEqual(['start_train', 'status']);
    expect(names('/sta')).toEqual(['status']);
  });

  it.each(['hello', 'hello /tr', ' /tr', '/train ', '/train the', '/nonsense', '/status', ''])(
    'offers nothing for «%s»',
    (typed) => {
      expect(names(typed)).toEqual([]);
    },
  );

  it('ignores case', () => {
    expect(names('/TR')).toEqual(['train']);
  });

  it.each(roomSchema.options)('offers only commands that the assistant knows in the room of %s', (room) => {
    for (const command of suggestCommands('/', room)) {
      expect(parseCommandText(`/${command.name}`)?.kind).not.toBe('UNKNOWN');
    }
  });
});

describe('completeCommand', () => {
  it('leaves room for an argument where there is one', () => {
    expect(suggestCommands('/tr', 'members').map(completeCommand)).toEqual(['/train ']);
    expect(suggestCommands('/stat', 'members').map(completeCommand)).toEqual(['/status']);
  });
});
