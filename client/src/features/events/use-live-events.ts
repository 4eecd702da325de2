import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { queryKeys } from '../../shared/api/query-keys';
import { applyEvent } from './apply-event';
import { openEventStream, type StreamState } from './event-stream';

/** Keeps the page up to date for as long as it is open, and says how the connection is. */
export function useLiveEvents(): StreamState {
  const client = useQueryClient();
  const [state, setState] = useState<StreamState>('connecting');

  useEffect(() => {
    let lost = false;
    return openEventStream({
      url: '/api/events',
      onEvent: (event) => {
        applyEvent(client, event);
      },
      onState: (next) => {
        setState(next);
        if (next === 'open' && lost) void client.invalidateQueries();
        // The session may be what ended the stream; finding out leads to the sign-in page.
        if (next === 'reconnecting' && !lost) void client.invalidateQueries({ queryKey: queryKeys.session });
        lost = next === 'reconnecting';
      },
    });
  }, [client]);

  return state;
}
