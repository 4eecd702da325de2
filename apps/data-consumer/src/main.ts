import { runService } from '@personal-assistant/service-kit';
import { DataConsumerModule } from './data-consumer.module.js';

await runService({ appName: 'DATA_CONSUMER', module: () => DataConsumerModule });
