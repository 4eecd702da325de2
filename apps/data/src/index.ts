export { DataModule } from './data.module.js';
export { dataService } from './service.js';
