import { useQueryClient, type QueryKey } from '@tanstack/react-query';
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
        // What happened before the stream opened is in no event, the first time neither.
        if (next === 'open') void client.invalidateQueries({ predicate: ({ queryKey }) => isLive(queryKey) });
        // The session may be what ended the stream; finding out leads to the sign-in page.
        if (next === 'reconnecting' && !lost) void client.invalidateQueries({ queryKey: queryKeys.session });
        lost = next === 'reconnecting';
      },
    });
  }, [client]);

  return state;
}

/** Everything that comes from the service; what is on its way to it does not. */
function isLive(key: QueryKey): boolean {
  return key[0] !== queryKeys.session[0] && key[0] !== queryKeys.outgoing('members')[0];
}
