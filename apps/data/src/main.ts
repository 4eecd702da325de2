import { runService } from '@personal-assistant/service-kit';
import { dataService } from './service.js';

await runService(dataService);
