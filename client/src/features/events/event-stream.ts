import { eventSchema, type AppEvent } from '@personal-assistant/contracts';

/** `connecting` until the first connection; `reconnecting` whenever one was lost or refused. */
export type StreamState = 'connecting' | 'open' | 'reconnecting';

export const FIRST_DELAY_MS = 500;
export const MAX_DELAY_MS = 15_000;

interface EventStreamOptions {
  url: string;
  onEvent: (event: AppEvent) => void;
  onState: (state: StreamState) => void;
  /** Tests pass their own. */
  createSource?: (url: string) => EventSource;
}

/**
 * Follows the server-sent events of the data service and never gives up. The browser's own `EventSource` stops for
 * good at the first HTTP error (a restart behind a proxy), so each lost connection is opened anew here, with a growing
 * delay. What was missed meanwhile is up to the caller: `onState('open')` after `reconnecting` means "fetch again".
 *
 * @returns a function that ends it
 */
export function openEventStream({
  url,
  onEvent,
  onState,
  createSource = browserSource,
}: EventStreamOptions): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let delay = FIRST_DELAY_MS;

  function connect(): void {
    const current = createSource(url);
    source = current;
    current.onopen = () => {
      delay = FIRST_DELAY_MS;
      onState('open');
    };
    current.onmessage = ({ data }: MessageEvent<string>) => {
      const event = parseEvent(data);
      if (event) onEvent(event);
    };
    current.onerror = () => {
      current.close();
      onState('reconnecting');
      timer = setTimeout(connect, delay);
      delay = Math.min(delay * 2, MAX_DELAY_MS);
    };
  }

  onState('connecting');
  connect();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

/** An event that a newer service invented is no reason to fail: it is left out. */
function parseEvent(data: string): AppEvent | undefined {
  try {
    return eventSchema.safeParse(JSON.parse(data)).data;
  } catch {
    return undefined;
  }
}

function browserSource(url: string): EventSource {
  return new EventSource(url);
}
