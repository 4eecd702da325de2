import type { ErrorCode } from '@personal-assistant/contracts';

/** A rule was broken by what a person or a program asked for. `message` is one sentence that says what to do next. */
export class AppError extends Error {
  override readonly name = 'AppError';
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}
