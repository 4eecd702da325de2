import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { type Delivery, type DeliveryResult, deliverySchema } from '@personal-assistant/contracts';
import { Access } from '@personal-assistant/service-kit';
import { DeliveryService } from './delivery.service.js';

/** `POST /internal/deliveries`: 200 with the outcome, whatever it is. */
@Access('service')
@Controller('internal/deliveries')
export class DeliveryController {
  constructor(@Inject(DeliveryService) private readonly deliveries: DeliveryService) {}

  @Post()
  @HttpCode(200)
  async deliver(@Body({ schema: deliverySchema }) delivery: Delivery): Promise<DeliveryResult> {
    return await this.deliveries.deliver(delivery);
  }
}
