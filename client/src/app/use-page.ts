import type { Role } from '@personal-assistant/contracts';
import { useSyncExternalStore } from 'react';
import { pageOf, type PageId } from './pages';

/** The page in the address's fragment, so that the service needs no route per page. */
export function usePage(role: Role): PageId {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return pageOf(hash, role);
}

export function pageHref(page: PageId): string {
  return `#/${page}`;
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange);
  return () => {
    window.removeEventListener('hashchange', onChange);
  };
}
