const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * From here on Ctrl-C ends the measuring, not the cleaning up after it: npm and the terminal may both send the signal.
 *
 * @returns `signal` aborts at the first one; `forget` gives them back, once everything is cleaned up
 */
export function heedInterruption(): { readonly signal: AbortSignal; readonly forget: () => void } {
  const controller = new AbortController();
  const end = () => {
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, end);
  return {
    signal: controller.signal,
    forget: () => {
      for (const name of SIGNALS) process.off(name, end);
    },
  };
}
