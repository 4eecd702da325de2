import type { Model } from '@personal-assistant/contracts';

export interface VersionState {
  label: string;
  color: string;
}

/** How a version stands, in a word or two. */
export function versionState(model: Model): VersionState {
  if (model.live) return { label: 'Live', color: 'teal' };
  if (model.loading) return { label: 'Being loaded', color: 'yellow' };
  switch (model.status) {
    case 'PROCESSING':
      return { label: 'Training', color: 'yellow' };
    case 'FAILED':
      return { label: 'Failed', color: 'red' };
    case 'CANCELLED':
      return { label: 'Cancelled', color: 'gray' };
    case 'DONE':
      if (model.retiredAt !== null || model.removedAt !== null) return { label: 'No longer kept', color: 'gray' };
      if (model.gate?.state === 'ASKED') return { label: 'Waits for you', color: 'yellow' };
      if (model.gate?.state === 'DECLINED') return { label: 'Kept back', color: 'gray' };
      return { label: 'Kept', color: 'gray' };
    default:
      return model.status satisfies never;
  }
}

/** Whether it can be put live: trained, kept, and not live yet. */
export function canGoLive(model: Model): boolean {
  return model.status === 'DONE' && !model.live && model.retiredAt === null && model.removedAt === null;
}

/** `12 of 14`, or `null` when no golden question was asked. */
export function scoreOf({ golden }: Model): string | null {
  return golden && golden.asked > 0 ? `${String(golden.right)} of ${String(golden.asked)}` : null;
}

/** Why a version is, or is not, live. */
export function gateSentence(model: Model): string | null {
  const { gate } = model;
  if (!gate) return null;
  const who = gate.decidedBy?.displayName;
  const reason = gate.reason === null ? '' : `: ${gate.reason}`;
  switch (gate.state) {
    case 'PASSED':
      return `Passed the gate${reason}.`;
    case 'ASKED':
      return `Waits for a decision${reason}.`;
    case 'ACCEPTED':
      return `${who ?? 'An approver'} put it live after it had waited${reason}.`;
    case 'DECLINED':
      return who === undefined
        ? `Kept back when a newer version, which knows its texts, went live. It had waited${reason}.`
        : `${who} kept it back after it had waited${reason}.`;
    default:
      return gate.state satisfies never;
  }
}
