import { Module } from '@nestjs/common';
import { CONFIG, type Config, QueueModule, ServiceClient, serviceToken } from '@personal-assistant/service-kit';
import { CommandConsumer, DATA_SERVICE } from './command-consumer.js';

@Module({
  imports: [QueueModule.register()],
  providers: [
    CommandConsumer,
    {
      provide: DATA_SERVICE,
      inject: [CONFIG],
      useFactory: (config: Config) =>
        new ServiceClient({ baseUrl: config.DATA_SERVICE_URL, token: serviceToken(config) }),
    },
  ],
})
export class DataConsumerModule {}
