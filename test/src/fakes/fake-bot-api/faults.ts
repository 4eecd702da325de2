import type { FakeChat } from './fake-chat.js';

/** What goes wrong with a call. */
export type Fault =
  /** 429 with `retry_after` seconds; nothing is stored. */
  | { kind: 'flood'; retryAfter: number }
  /** An error answer of any other code, as JSON like the Bot API or as a proxy's HTML page; nothing is stored. */
  | { kind: 'error'; status: number; description?: string; html?: boolean }
  /** 403, as if the person had blocked the bot. */
  | { kind: 'blocked' }
  /** The call takes effect, then the socket is destroyed: the caller cannot know. */
  | { kind: 'accept-then-drop' }
  /** The socket is destroyed before anything is stored. */
  | { kind: 'drop' }
  /** The call takes effect at once and is answered `ms` later. */
  | { kind: 'slow'; ms: number }
  /** The group becomes a supergroup; the call is answered with its new id. */
  | { kind: 'migrate' };

export interface FaultRule {
  /** Bot API method; any when left out. */
  method?: string;
  /** Only calls for this chat. */
  chat?: FakeChat;
  /** How many calls it hits; 1 when left out, `Infinity` until cleared. */
  times?: number;
  /** Probability that a matching call is hit, with the random source given to the server; 1 when left out. */
  chance?: number;
}

interface Scripted extends FaultRule {
  fault: Fault;
  left: number;
}

/** The script of faults: rules are tried in the order in which they were added, the first that matches is used. */
export class FaultScript {
  private rules: Scripted[] = [];

  constructor(private readonly random: () => number) {}

  add(fault: Fault, rule: FaultRule = {}): void {
    this.rules.push({ ...rule, fault, left: rule.times ?? 1 });
  }

  clear(): void {
    this.rules = [];
  }

  /** Faults still waiting for a call; a test that scripted one can assert that it was met. */
  get pending(): number {
    return this.rules.length;
  }

  take(method: string, chat: FakeChat | undefined): Fault | undefined {
    const hit = this.rules.find(
      (rule) =>
        (!rule.method || rule.method.toLowerCase() === method.toLowerCase()) &&
        (!rule.chat || rule.chat === chat) &&
        (rule.chance === undefined || this.random() < rule.chance),
    );
    if (!hit) return undefined;
    hit.left -= 1;
    if (hit.left <= 0) this.rules = this.rules.filter((rule) => rule !== hit);
    return hit.fault;
  }
}

/** Small seeded generator (mulberry32): the same seed gives the same run. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
