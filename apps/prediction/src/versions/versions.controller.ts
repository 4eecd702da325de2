import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import {
  type LoadVersion,
  type LoadedVersions,
  loadVersionSchema,
  type ScoredQuestions,
  type ScoreQuestions,
  scoreQuestionsSchema,
  type VersionLoaded,
} from '@personal-assistant/contracts';
import { Access } from '@personal-assistant/service-kit';
import { VersionsService } from './versions.service.js';

@Access('service')
@Controller('internal/versions')
export class VersionsController {
  constructor(@Inject(VersionsService) private readonly versions: VersionsService) {}

  /** Answers once the version serves. */
  @Post('load')
  @HttpCode(200)
  load(@Body({ schema: loadVersionSchema }) body: LoadVersion): Promise<VersionLoaded> {
    return this.versions.load(body);
  }

  @Get()
  list(): LoadedVersions {
    return {
      items: this.versions
        .list()
        .map(({ ref, ...state }) => ({ workspaceId: ref.workspaceId, modelId: ref.modelId, ...state })),
    };
  }

  @Post('score')
  @HttpCode(200)
  score(@Body({ schema: scoreQuestionsSchema }) body: ScoreQuestions): Promise<ScoredQuestions> {
    return this.versions.score(body);
  }
}
