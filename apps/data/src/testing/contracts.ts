export {
  type Delivery,
  deliverySchema,
  type DeliveryResult,
  type RemoveVersion,
  removeVersionSchema,
  validateRequestSchema,
} from '@personal-assistant/contracts';
export type { LoadVersion } from '../outbox/ports.js';
