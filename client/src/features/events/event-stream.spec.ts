import type { AppEvent } from '@personal-assistant/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { message } from '../../testing/examples';
import { FIRST_DELAY_MS, MAX_DELAY_MS, openEventStream, type StreamState } from './event-stream';

class FakeEventSource {
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onerror?: () => void;
  readonly close = vi.fn();
}

let sources: FakeEventSource[];
let states: StreamState[];
let events: AppEvent[];
let close: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  [sources, states, events] = [[], [], []];
  close = openEventStream({
    url: '/api/events',
    onEvent: (event) => events.push(event),
    onState: (state) => states.push(state),
    createSource: () => {
      const source = new FakeEventSource();
      sources.push(source);
      return source as unknown as EventSource;
    },
  });
});
afterEach(() => {
  close();
  vi.useRealTimers();
});
const current = (): FakeEventSource => sources.at(-1)!;

describe('openEventStream', () => {
  it('hands on valid events and leaves others out', () => {
    current().onopen?.();
    current().onmessage?.({ data: JSON.stringify({ type: 'message', message: message() }) });
    current().onmessage?.({ data: JSON.stringify({ type: 'from-the-future' }) });
    current().onmessage?.({ data: '{broken' });
    expect(events).toEqual([{ type: 'message', message: message() }]);
    expect(states).toEqual(['connecting', 'open']);
  });

  it('opens a lost connection anew and says so', () => {
    current().onopen?.();
    current().onerror?.();
    expect(sources[0]?.close).toHaveBeenCalledOnce();
    expect(states.at(-1)).toBe('reconnecting');
    vi.advanceTimersByTime(FIRST_DELAY_MS);
    expect(sources).toHaveLength(2);
    current().onopen?.();
    expect(states.at(-1)).toBe('open');
  });

  it('waits longer each time, up to a limit, and starts over after a success', () => {
    const delays: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      current().onerror?.();
      const before = Date.now();
      vi.advanceTimersToNextTimer();
      delays.push(Date.now() - before);
    }
    expect(delays.slice(0, 4)).toEqual([1, 2, 4, 8].map((factor) => factor * FIRST_DELAY_MS));
    expect(delays.at(-1)).toBe(MAX_DELAY_MS);
    current().onopen?.();
    current().onerror?.();
    const opened = sources.length;
    vi.advanceTimersByTime(FIRST_DELAY_MS);
    expect(sources).toHaveLength(opened + 1);
  });

  it('ends for good when closed', () => {
    current().onerror?.();
    close();
    vi.advanceTimersByTime(MAX_DELAY_MS);
    expect(sources).toHaveLength(1);
  });
});
