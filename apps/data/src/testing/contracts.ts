export {
  type Delivery,
  deliverySchema,
  type DeliveryResult,
  validateRequestSchema,
} from '@personal-assistant/contracts';
export type { LoadVersion } from '../outbox/ports.js';
