import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import {
  type CommandAccepted,
  type CommandResult,
  commandFailureSchema,
  type IncomingCommand,
  incomingCommandSchema,
} from '@personal-assistant/contracts';
import { Access } from '@personal-assistant/service-kit';
import type { z } from 'zod';
import { uuidParam } from '../web/params.js';
import { InboxService } from './inbox.service.js';
import { ProcessingService } from './processing.service.js';

@ApiExcludeController()
@Access('service')
@Controller('internal/commands')
export class CommandController {
  constructor(
    @Inject(InboxService) private readonly inbox: InboxService,
    @Inject(ProcessingService) private readonly processing: ProcessingService,
  ) {}

  @Post()
  @HttpCode(202)
  accept(@Body({ schema: incomingCommandSchema }) incoming: IncomingCommand): Promise<CommandAccepted> {
    return this.inbox.accept(incoming);
  }

  @Post(':id/process')
  @HttpCode(200)
  process(@Param('id', uuidParam) id: string): Promise<CommandResult> {
    return this.processing.process(id);
  }

  @Post(':id/fail')
  @HttpCode(200)
  fail(
    @Param('id', uuidParam) id: string,
    @Body({ schema: commandFailureSchema }) { reason }: z.infer<typeof commandFailureSchema>,
  ): Promise<CommandResult> {
    return this.processing.fail(id, reason);
  }
}
