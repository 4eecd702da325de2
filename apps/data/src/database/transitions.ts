/** For each state the states that may follow. */
export type Transitions<S extends string> = Readonly<Record<S, readonly S[]>>;

/** A state machine was asked for a step that it does not have: a fault of ours, not of the person. */
export class TransitionError extends Error {
  override readonly name = 'TransitionError';
}

export function canMove<S extends string>(transitions: Transitions<S>, from: S, to: S): boolean {
  return transitions[from].includes(to);
}

/** States from which `to` can be reached; for the WHERE of a guarded UPDATE. */
export function statesBefore<S extends string>(transitions: Transitions<S>, to: S): S[] {
  return (Object.keys(transitions) as S[]).filter((from) => canMove(transitions, from, to));
}

export function assertTransition<S extends string>(what: string, transitions: Transitions<S>) {
  return (from: S, to: S): void => {
    if (!canMove(transitions, from, to)) throw new TransitionError(`A ${what} cannot go from ${from} to ${to}.`);
  };
}
