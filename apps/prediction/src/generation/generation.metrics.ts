import { metrics } from '@personal-assistant/service-kit';
import { Counter, Histogram } from 'prom-client';

export const generationsTotal = new Counter({
  name: 'generations_total',
  help: 'What became of the questions that a language model could answer.',
  labelNames: ['outcome'] as const,
  registers: [metrics],
});

export const ownModelsTotal = new Counter({
  name: 'version_language_models_total',
  help: 'What became of the language models that go with versions, each time the server was to serve one.',
  labelNames: ['outcome'] as const,
  registers: [metrics],
});

export const generationDuration = new Histogram({
  name: 'generation_duration_seconds',
  help: 'Seconds until a language model had answered or failed.',
  buckets: [0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60],
  registers: [metrics],
});
