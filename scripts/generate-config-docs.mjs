/**
 * Writes `.env.example`, `docs/configuration.md` and the table in README.md from service-kit's configuration schema.
 *
 *   node scripts/generate-config-docs.mjs           writes them
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

function table(all) {
  const cell = (text) => text.replaceAll('|', '\\|');
  return [
    '| Variable | Meaning | Default | Values |',
    '| --- | --- | --- | --- |',
    ...all.map(
      ({ name, description, fallback, values }) =>
        `| \`${name}\` | ${cell(description)} | ${fallback ? `\`${cell(fallback)}\`` : ''} | ${values} |`,
    ),
  ];
}

async function formatted(name, text) {
  return format(text, { ...(await resolveConfig(join(ROOT, name))), parser: 'markdown' });
}

const README_TABLE = /(<!-- configuration: npm run docs:config -->)[^]*(<!-- end of configuration -->)/;

/** The README with the table between its two markers. */
function readme(all) {
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
  if (!README_TABLE.test(text)) throw new Error('README.md has lost the markers of its configuration table.');
  return formatted(
    'README.md',
    text.replace(README_TABLE, (_, start, end) => `${start}\n\n${table(all).join('\n')}\n\n${end}`),
  );
}

function configurationPage(all) {
  const text = [
    '# Configuration',
    '',
    'Environment variables, read once at the start from the environment and from `.env` in the repository’s root (the environment wins;',
    'an empty value counts as not set; `ENV_FILE` names another file). A wrong value stops the start with one line that names the variable.',
    'Made by `npm run docs:config` from `libs/service-kit/src/config/schema.ts`.',
    '',
    ...table(all),
    '',
  ].join('\n');
  return formatted('docs/configuration.md', text);
}

const all = variables();
const files = {
  '.env.example': envExample(all),
  'docs/configuration.md': await configurationPage(all),
  'README.md': await readme(all),
};
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
