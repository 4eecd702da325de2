export * from './api.js';
export * from './command.js';
export * from './command-text.js';
export * from './delivery.js';
export * from './errors.js';
export * from './internal.js';
export * from './jobs.js';
export * from './rich-text.js';
