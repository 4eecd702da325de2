/**
 * Finds the sign-in token of an address (`?token=…` or `#token=…`) and gives the address back without it, so that it
 * stays neither in the address bar nor in the history.
 */
export function splitToken(address: string): { token: string | null; address: string } {
  const url = new URL(address);
  // `#/page` is this page's own routing, `#a=b` are parameters.
  const fragment = new URLSearchParams(url.hash.startsWith('#/') ? '' : url.hash.slice(1));
  const token = (url.searchParams.get('token') ?? fragment.get('token') ?? '').trim();
  url.searchParams.delete('token');
  if (fragment.has('token')) {
    fragment.delete('token');
    url.hash = fragment.toString();
  }
  return { token: token === '' ? null : token, address: url.href };
}

/** Takes the token out of this window's address. */
export function takeToken(window: Pick<Window, 'location' | 'history'>): string | null {
  const { token, address } = splitToken(window.location.href);
  if (address !== window.location.href) window.history.replaceState(null, '', address);
  return token;
}
