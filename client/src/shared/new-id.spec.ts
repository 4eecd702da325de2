import { expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from './new-id';

it('makes different ids that the service takes for UUIDs', () => {
  const ids = Array.from({ length: 100 }, newId);
  for (const id of ids) expect(z.uuidv4().safeParse(id).success).toBe(true);
  expect(new Set(ids).size).toBe(100);
});
