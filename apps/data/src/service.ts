import type { ServiceDefinition } from '@personal-assistant/service-kit';
import { DataModule } from './data.module.js';
import { configureWeb } from './web/configure.js';

/** The data service, for `runService` and for tests. */
export const dataService: ServiceDefinition = {
  appName: 'DATA_SERVICE',
  module: () => DataModule.register(),
  configure: configureWeb,
  // Ten thousand texts at once; four hundred golden questions with what two versions say.
  bodyLimits: { '/api/train-data/bulk': '64mb', '/internal/models': '8mb' },
  textBodies: { '/api/golden/import': '16mb' },
};
