export { DataConsumerModule } from './data-consumer.module.js';
