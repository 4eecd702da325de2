import { type DynamicModule, Module } from '@nestjs/common';
import {
  CONFIG,
  type Config,
  ConfigError,
  QueueModule,
  ServiceClient,
  serviceToken,
} from '@personal-assistant/service-kit';
import { GENERATOR } from './generation/generator.js';
import { languageModel } from './generation/llm-generator.js';
import { OWN_MODELS, OwnModels } from './generation/own-models/own-models.js';
import { WordingService } from './generation/wording.service.js';
import { ModelFolderError } from './models/model-folder.js';
import { AnsweringService } from './questions/answering.service.js';
import { QuestionWorker } from './questions/question.worker.js';
import { DATA_SERVICE, LiveVersions } from './versions/live-versions.js';
import { Tombstones } from './versions/tombstones.js';
import type { VersionParts } from './versions/version.js';
import { loadVersionParts } from './versions/version-parts.js';
import { VersionsController } from './versions/versions.controller.js';
import { VERSION_PARTS, VersionsService } from './versions/versions.service.js';

/** The prediction service: answers questions with the version that each names. */
@Module({})
export class PredictionModule {
  /** @param queue module that provides JOB_QUEUE; tests bring their own. */
  static register(queue: DynamicModule = QueueModule.register()): DynamicModule {
    return {
      module: PredictionModule,
      imports: [queue],
      controllers: [VersionsController],
      providers: [
        VersionsService,
        LiveVersions,
        Tombstones,
        WordingService,
        { provide: GENERATOR, inject: [CONFIG], useFactory: (config: Config) => languageModel(config) },
        { provide: OWN_MODELS, inject: [CONFIG], useFactory: (config: Config) => new OwnModels(config) },
        AnsweringService,
        QuestionWorker,
        {
          provide: VERSION_PARTS,
          inject: [CONFIG],
          useFactory: configuredParts,
        },
        {
          provide: DATA_SERVICE,
          inject: [CONFIG],
          useFactory: (config: Config) =>
            new ServiceClient({ baseUrl: config.DATA_SERVICE_URL, token: serviceToken(config) }),
        },
      ],
    };
  }
}

async function configuredParts(config: Config): Promise<VersionParts> {
  try {
    return await loadVersionParts(config.BASE_MODELS_DIR, {
      embedder: config.EMBEDDER_MODEL,
      reader: config.READER_MODEL,
    });
  } catch (error) {
    // It is the configuration that names the folder: no stack trace, and no use in starting again.
    if (error instanceof ModelFolderError) throw new ConfigError(error.message, { cause: error });
    throw error;
  }
}
