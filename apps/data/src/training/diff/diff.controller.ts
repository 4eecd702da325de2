import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type ModelDiff, modelDiffQuerySchema, modelDiffSchema } from '@personal-assistant/contracts';
import { Access } from '@personal-assistant/service-kit';
import type { z } from 'zod';
import { Answers } from '../../web/answers.js';
import { numericCursor, pageOf } from '../../web/paging.js';
import { intParam } from '../../web/params.js';
import { CurrentCaller } from '../../web/session.guard.js';
import type { Caller } from '../../web/session.service.js';
import { toModel } from '../model.view.js';
import { VersionDiffService } from './version-diff.service.js';

/** For approvers: members see no texts but their own. */
@ApiTags('models')
@Access('approver')
@Controller('api/models')
export class DiffController {
  constructor(@Inject(VersionDiffService) private readonly diffs: VersionDiffService) {}

  @Get(':a/diff/:b')
  @Answers(modelDiffSchema)
  async diff(
    @Param('a', intParam) a: number,
    @Param('b', intParam) b: number,
    @Query({ schema: modelDiffQuerySchema }) { limit, after }: z.infer<typeof modelDiffQuerySchema>,
    @CurrentCaller() { workspaceId }: Caller,
  ): Promise<ModelDiff> {
    const diff = await this.diffs.compare(workspaceId, a, b);
    const rows = await this.diffs.learned(diff, { limit: limit + 1, after: numericCursor(after) });
    const knownTo = b > a ? 'b' : 'a';
    const page = pageOf(
      rows,
      limit,
      (row) => ({ ...row, knownTo }) as const,
      ({ id }) => String(id),
    );
    return { a: toModel(diff.a), b: toModel(diff.b), texts: { ...diff.texts, ...page }, golden: diff.golden };
  }
}
