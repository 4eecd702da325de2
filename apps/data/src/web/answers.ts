import { applyDecorators, HttpCode, SerializeOptions } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { errorBodySchema } from '@personal-assistant/contracts';
import type { z } from 'zod';

/** What a route answers: its status, and the schema that the body is parsed by (unknown fields never leave) and documented with. */
export function Answers(schema: z.ZodType, status = 200): MethodDecorator {
  return applyDecorators(
    HttpCode(status),
    SerializeOptions({ schema }),
    ApiResponse({ status, standardSchema: schema }),
    ApiResponse({
      status: 'default',
      description: 'An error, with one sentence for the person.',
      standardSchema: errorBodySchema,
    }),
  );
}
