import { metrics } from '@personal-assistant/service-kit';
import { Counter, Gauge, Histogram } from 'prom-client';

export const stageDuration = new Histogram({
  name: 'answer_stage_duration_seconds',
  help: 'Seconds of each stage of finding an answer.',
  labelNames: ['stage'] as const,
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  registers: [metrics],
});

export const answersTotal = new Counter({
  name: 'answers_total',
  help: 'Answers given, by what was decided.',
  labelNames: ['outcome'] as const,
  registers: [metrics],
});

export const loadedVersions = new Gauge({
  name: 'loaded_versions',
  help: 'Model versions open for questions.',
  registers: [metrics],
});
