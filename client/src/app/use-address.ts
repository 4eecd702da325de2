import type { Role } from '@personal-assistant/contracts';
import { useMemo, useSyncExternalStore } from 'react';
import type { Address } from '../shared/address';
import { addressFor } from './pages';

/** What the address names, as it changes. */
export function useAddress(role: Role): Address {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return useMemo(() => addressFor(hash, role), [hash, role]);
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange);
  return () => {
    window.removeEventListener('hashchange', onChange);
  };
}
