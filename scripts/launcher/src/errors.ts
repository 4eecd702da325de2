/**
 * An error that ends the launcher with one line for the person at the terminal: what is wrong and what to do next.
 * Everything else is a bug of ours and is shown with its stack.
 */
export class LaunchError extends Error {
  override readonly name = 'LaunchError';
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
