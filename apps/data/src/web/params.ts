import type { PipeTransform } from '@nestjs/common';
import { AppError } from '@personal-assistant/service-kit';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;
const LARGEST_ID = 2_147_483_647;

/** An id in a path that can be none of ours names nothing: 404, as an unknown one. */
export const uuidParam: PipeTransform<string, string> = {
  transform(value) {
    if (!UUID.test(value)) throw new AppError('NOT_FOUND', 'There is nothing with this id.');
    return value;
  },
};

export const intParam: PipeTransform<string, number> = {
  transform(value) {
    const id = Number(value);
    if (!/^\d+$/u.test(value) || id < 1 || id > LARGEST_ID)
      throw new AppError('NOT_FOUND', 'There is nothing with this id.');
    return id;
  },
};
