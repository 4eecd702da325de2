import { describe, expect, it } from 'vitest';
import { assertQuestionTransition, QUESTION_TRANSITIONS } from '../answering/question.state.js';
import { assertCommandTransition, COMMAND_TRANSITIONS } from '../commands/command.state.js';
import { assertOutboxTransition, OUTBOX_TRANSITIONS } from '../outbox/outbox.state.js';
import { assertTrainDataTransition, TRAIN_DATA_TRANSITIONS } from '../teaching/train-data.state.js';
import { assertModelTransition, MODEL_TRANSITIONS } from '../training/model.state.js';
import { statesBefore, TransitionError, type Transitions } from './transitions.js';

/** Every pair of states of every machine, written down a second time on purpose: a changed rule changes a test. */
const MACHINES: {
  name: string;
  transitions: Transitions<string>;
  assert: (from: never, to: never) => void;
  allowed: [string, string][];
}[] = [
  {
    name: 'train data',
    transitions: TRAIN_DATA_TRANSITIONS,
    assert: assertTrainDataTransition,
    allowed: [
      ['SUBMITTED', 'PENDING'],
      ['SUBMITTED', 'REJECTED'],
      ['PENDING', 'PROCESSING'],
      ['PROCESSING', 'DONE'],
      ['PROCESSING', 'PENDING'],
      ['DONE', 'PENDING'],
      ['SUBMITTED', 'WITHDRAWN'],
      ['PENDING', 'WITHDRAWN'],
      ['PROCESSING', 'WITHDRAWN'],
      ['DONE', 'WITHDRAWN'],
      ['REJECTED', 'WITHDRAWN'],
    ],
  },
  {
    name: 'model',
    transitions: MODEL_TRANSITIONS,
    assert: assertModelTransition,
    allowed: [
      ['PROCESSING', 'DONE'],
      ['PROCESSING', 'FAILED'],
      ['PROCESSING', 'CANCELLED'],
      ['DONE', 'FAILED'],
    ],
  },
  {
    name: 'command',
    transitions: COMMAND_TRANSITIONS,
    assert: assertCommandTransition,
    allowed: [
      ['RECEIVED', 'PROCESSED'],
      ['RECEIVED', 'FAILED'],
      ['FAILED', 'RECEIVED'],
    ],
  },
  {
    name: 'question',
    transitions: QUESTION_TRANSITIONS,
    assert: assertQuestionTransition,
    allowed: [
      ['PENDING', 'ANSWERED'],
      ['PENDING', 'FAILED'],
      ['FAILED', 'PENDING'],
    ],
  },
  {
    name: 'outbox row',
    transitions: OUTBOX_TRANSITIONS,
    assert: assertOutboxTransition,
    allowed: [
      ['WAITING', 'SENT'],
      ['WAITING', 'DEAD'],
      ['DEAD', 'WAITING'],
    ],
  },
];

describe.each(MACHINES)('the states of a $name', ({ transitions, assert, allowed }) => {
  const states = Object.keys(transitions);
  const pairs = states.flatMap((from) => states.map((to) => [from, to] as const));
  const isAllowed = (from: string, to: string) => allowed.some(([a, b]) => a === from && b === to);

  it.each(pairs.filter(([from, to]) => isAllowed(from, to)))('%s → %s', (from, to) => {
    expect(() => {
      assert(from as never, to as never);
    }).not.toThrow();
  });

  it.each(pairs.filter(([from, to]) => !isAllowed(from, to)))('never %s → %s', (from, to) => {
    expect(() => {
      assert(from as never, to as never);
    }).toThrow(TransitionError);
  });

  it('know where a state can come from', () => {
    for (const to of states) {
      expect(statesBefore(transitions, to)).toEqual(states.filter((from) => isAllowed(from, to)));
    }
  });
});
