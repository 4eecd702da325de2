import { join, resolve } from 'node:path';

const PACKAGE = resolve(import.meta.dirname, '../..');
export const FIXTURES = join(PACKAGE, 'fixtures');
export const BASE_MODELS = resolve(PACKAGE, '../../models/base');
export const EMBEDDER_DIRECTORY = join(BASE_MODELS, 'embedder');
/** The shipped reader; not there until it is trained. */
export const READER_DIRECTORY = join(BASE_MODELS, 'reader');
/** A reader of a few numbers, made by `scripts/make_tiny_reader.py`. */
export const TINY_READER = join(FIXTURES, 'tiny-reader');
/** An embedder with vectors of 8 numbers, made by the train service's tests. */
export const EIGHT_DIMENSIONS = resolve(PACKAGE, '../../train/tests/fixtures/embedder-8.onnx');
