import { runService } from '@personal-assistant/service-kit';
import { PredictionModule } from './prediction.module.js';

await runService({ appName: 'PREDICTION_SERVICE', module: () => PredictionModule.register() });
