/**
 * Writes train/contracts/schema.json: the HTTP bodies and jobs that the Python side speaks, as JSON Schema. Its tests
 * check its own models against them. `--check` fails when the file differs instead of writing it.
 *
 *     npx tsc -b libs/contracts/tsconfig.build.json && node libs/contracts/scripts/json-schema.mjs [--check]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import * as contracts from '../dist/index.js';

const FILE = fileURLToPath(new URL('../../../train/contracts/schema.json', import.meta.url));

/** By the name of the Python model. */
const SCHEMAS = {
  BuildModelJob: contracts.buildModelJobSchema,
  ClaimModelRequest: contracts.claimModelRequestSchema,
  ClaimedModel: contracts.claimedModelSchema,
  CompleteModel: contracts.completeModelSchema,
  ErrorBody: contracts.errorBodySchema,
  FailModel: contracts.failModelSchema,
  GoldenQuestions: contracts.goldenQuestionsSchema,
  GoldenReport: contracts.goldenReportSchema,
  ModelMetrics: contracts.modelMetricsSchema,
  ModelProgress: contracts.modelProgressSchema,
  ModelTexts: contracts.modelTextsSchema,
  ModelPairs: contracts.modelPairsSchema,
  RemoveVersion: contracts.removeVersionSchema,
  ScoreQuestions: contracts.scoreQuestionsSchema,
  ScoredQuestions: contracts.scoredQuestionsSchema,
  ValidateRequest: contracts.validateRequestSchema,
  ValidateResponse: contracts.validateResponseSchema,
};

const schemas = Object.fromEntries(Object.entries(SCHEMAS).map(([name, schema]) => [name, z.toJSONSchema(schema)]));
const text = `${JSON.stringify(schemas, null, 2)}\n`;

if (!process.argv.includes('--check')) {
  writeFileSync(FILE, text);
} else if (readFileSync(FILE, 'utf8') !== text) {
  console.error('train/contracts/schema.json is out of date: run node libs/contracts/scripts/json-schema.mjs');
  process.exitCode = 1;
}
