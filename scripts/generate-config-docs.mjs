/**
 * Writes `.env.example` and `docs/configuration.md` from service-kit's configuration schema.
 *
 *   node scripts/generate-config-docs.mjs           writes both
 *   node scripts/generate-config-docs.mjs --check   exits with 1 when one of them differs from the schema
 *
 * Needs the built service-kit (`npm run build:services`).
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import { configSchema } from '../libs/service-kit/dist/config/schema.js';
import { ROOT } from './setup/paths.mjs';

/** @typedef {{ name: string, description: string, fallback: string, values: string }} Variable */

/** @returns {Variable[]} in the schema's order */
function variables() {
  const { properties } = z.toJSONSchema(configSchema, { io: 'output', unrepresentable: 'any' });
  const defaults = configSchema.parse({});
  return Object.entries(configSchema.shape).map(([name, schema]) => {
    const { description = '' } = schema;
    if (description === '') throw new Error(`${name} has no description in the configuration schema.`);
    const value = defaults[name];
    return {
      name,
      description,
      fallback: value === undefined || (Array.isArray(value) && value.length === 0) ? '' : String(value),
      values: properties[name]?.enum?.join(', ') ?? '',
    };
  });
}

/** Every variable commented out, so that copying the file changes nothing. */
function envExample(all) {
  const lines = [
    '# Copy to .env and set what you need. Made by scripts/generate-config-docs.mjs: change the schema, not this file.',
  ];
  for (const { name, description, fallback, values } of all) {
    lines.push('', `# ${description}${values ? ` One of: ${values}.` : ''}`, `# ${name}=${fallback}`);
  }
  return `${lines.join('\n')}\n`;
}

async function configurationTable(all) {
  const cell = (text) => text.replaceAll('|', '\\|');
  const text = [
    '# Configuration',
    '',
    'Environment variables, read once at the start from the environment and from `.env` in the repository’s root (the environment wins;',
    'an empty value counts as not set; `ENV_FILE` names another file). A wrong value stops the start with one line that names the variable.',
    'Made by `npm run docs:config` from `libs/service-kit/src/config/schema.ts`.',
    '',
    '| Variable | Meaning | Default | Values |',
    '| --- | --- | --- | --- |',
    ...all.map(
      ({ name, description, fallback, values }) =>
        `| \`${name}\` | ${cell(description)} | ${fallback ? `\`${cell(fallback)}\`` : ''} | ${values} |`,
    ),
    '',
  ].join('\n');
  const file = join(ROOT, 'docs/configuration.md');
  return format(text, { ...(await resolveConfig(file)), parser: 'markdown' });
}

const all = variables();
const files = { '.env.example': envExample(all), 'docs/configuration.md': await configurationTable(all) };
for (const [name, text] of Object.entries(files)) {
  const file = join(ROOT, name);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  if (process.argv.includes('--check')) {
    console.error(`${name} differs from the configuration schema. Run "npm run docs:config".`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
    console.log(`Wrote ${name}.`);
  }
}
