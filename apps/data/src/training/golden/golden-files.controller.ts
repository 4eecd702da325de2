import { Readable } from 'node:stream';
import { Body, Controller, Get, Inject, Post, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { type GoldenImport, goldenImportSchema } from '@personal-assistant/contracts';
import { Access, AppError } from '@personal-assistant/service-kit';
import { Database } from '../../database/database.js';
import { Answers } from '../../web/answers.js';
import { CurrentCaller } from '../../web/session.guard.js';
import type { Caller } from '../../web/session.service.js';
import { GoldenFilesService } from './golden-files.service.js';

const JSON_LINES = 'application/x-ndjson';

/** Golden questions as JSON lines, to keep them elsewhere or to bring them along. */
@ApiTags('golden questions')
@Access('approver')
@Controller('api/golden')
export class GoldenFilesController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(GoldenFilesService) private readonly files: GoldenFilesService,
  ) {}

  @Get('export')
  @ApiProduces(JSON_LINES)
  @ApiOkResponse({ description: 'One golden question a line.', schema: { type: 'string' } })
  export(@CurrentCaller() { workspaceId }: Caller): StreamableFile {
    return new StreamableFile(Readable.from(this.files.lines(workspaceId)), {
      type: JSON_LINES,
      disposition: 'attachment; filename="golden-questions.jsonl"',
    });
  }

  /** Whatever type the body says to be of. */
  @Post('import')
  @ApiConsumes(JSON_LINES)
  @ApiBody({ schema: { type: 'string' } })
  @Answers(goldenImportSchema)
  import(@Body() text: unknown, @CurrentCaller() { workspaceId, user }: Caller): Promise<GoldenImport> {
    if (typeof text !== 'string' || text.trim() === '') {
      throw new AppError('BAD_REQUEST', 'The body is empty; send a file with one golden question a line.');
    }
    const editor = { workspaceId, userId: user.id };
    return this.database.transaction((tx) => this.files.takeIn(tx, editor, text));
  }
}
