export { PredictionModule } from './prediction.module.js';
