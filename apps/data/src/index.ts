export { DataModule } from './data.module.js';
