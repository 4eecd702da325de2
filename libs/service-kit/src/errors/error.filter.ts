import { randomUUID } from 'node:crypto';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { ErrorBody, ErrorCode } from '@personal-assistant/contracts';
import type { Response } from 'express';
import { logger } from '../logging/logger.js';
import { AppError } from './app-error.js';
import { HTTP_STATUS } from './http-status.js';

const CODE_OF_STATUS: Record<number, ErrorCode> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'TOO_LARGE',
  415: 'BAD_REQUEST',
  429: 'RATE_LIMITED',
  503: 'UNAVAILABLE',
};

/** Turns everything that is thrown into `{ code, message, errorId? }`; an unknown error never shows its text. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) {
      logger('http').warn({ err: error }, 'failed after the response had started');
      response.end();
      return;
    }
    const { status, body } = describeError(error);
    response.status(status).json(body);
  }
}

/** Status and body for anything thrown; logs what is unknown under its `errorId`. */
export function describeError(error: unknown): { status: number; body: ErrorBody } {
  if (error instanceof AppError) {
    return { status: HTTP_STATUS[error.code], body: { code: error.code, message: error.message } };
  }
  const status = statusOf(error);
  if (status !== undefined && status < 500) {
    const code = CODE_OF_STATUS[status] ?? 'BAD_REQUEST';
    return { status, body: { code, message: sentenceOf(error, code) } };
  }
  const errorId = randomUUID();
  logger('http').error({ err: error, errorId }, 'unexpected error');
  return {
    status: status ?? 500,
    body: {
      code: status === 503 ? 'UNAVAILABLE' : 'INTERNAL',
      message: `Something went wrong on our side; try again, and if it stays, give your administrator the number ${errorId}.`,
      errorId,
    },
  };
}

/** Status that Nest or Express's body parsers gave the error. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'status' in error && typeof error.status === 'number') return error.status;
  return undefined;
}

function sentenceOf(error: unknown, code: ErrorCode): string {
  if (!(error instanceof Error)) return 'The request could not be understood.';
  if (code === 'TOO_LARGE') return 'The body is too large; send less in one request.';
  if (code === 'NOT_FOUND') return 'There is nothing at this address.';
  // Nest wraps the body parser's SyntaxError and keeps only its text.
  if (code === 'BAD_REQUEST' && /\bJSON\b/u.test(error.message))
    return 'The body is not valid JSON; send a JSON object.';
  return error.message;
}
