import { join } from 'node:path';
import { ROOT, VENV } from '../setup/paths.mjs';
import { oneCheck, readJunit, readVitest } from './reports.mjs';

const REPORTS = join(ROOT, 'test/artifacts/reports');
const bin = (name) => join(ROOT, 'node_modules/.bin', name);
const python = (name) => join(VENV, 'bin', name);
const train = join(ROOT, 'train');

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {object} Runner
 * @property {string} name as `npm test -- <name>` picks it
 * @property {string} group picks all of a kind
 * @property {string} program
 * @property {string[]} args
 * @property {string} [cwd]
 * @property {number} minutes after which it counts as hung
 * @property {string} [report] file that it writes
 * @property {(exitCode: number, report: string) => Counts} count
 */

function check(name, program, args, cwd = ROOT) {
  return { name, group: 'check', program, args, cwd, minutes: 5, count: oneCheck };
}

function vitest(project, minutes) {
  const report = join(REPORTS, `${project}.json`);
  return {
    name: project,
    group: 'vitest',
    program: bin('vitest'),
    args: ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    cwd: ROOT,
    minutes,
    report,
    count: readVitest,
  };
}

/** In the order in which they run: the quick ones first. @type {Runner[]} */
export const RUNNERS = [
  check('format', bin('prettier'), ['--check', '--log-level', 'warn', '.']),
  check('lint', bin('eslint'), ['.']),
  check('types', bin('tsc'), ['-p', 'tsconfig.json', '--noEmit']),
  check('client-types', bin('tsc'), ['-p', 'client/tsconfig.json', '--noEmit']),
  check('config-docs', process.execPath, ['scripts/generate-config-docs.mjs', '--check']),
  { ...check('ruff', python('ruff'), ['check', '.'], train), group: 'python' },
  { ...check('ruff-format', python('ruff'), ['format', '--check', '.'], train), group: 'python' },
  { ...check('mypy', python('mypy'), [], train), group: 'python' },
  vitest('unit', 6),
  {
    name: 'pytest',
    group: 'python',
    program: python('python'),
    args: ['-m', 'pytest', `--junitxml=${join(REPORTS, 'pytest.xml')}`],
    cwd: train,
    minutes: 15,
    report: join(REPORTS, 'pytest.xml'),
    count: readJunit,
  },
  vitest('medium', 8),
  vitest('system', 20),
];

/** The runners that these names or groups pick; all without a name. */
export function pick(names) {
  const unknown = names.filter((name) => !RUNNERS.some((runner) => runner.name === name || runner.group === name));
  if (unknown.length > 0) {
    const known = [...new Set(RUNNERS.flatMap(({ name, group }) => [name, group]))].join(', ');
    throw new Error(`There is no runner "${unknown.join('", "')}". There are: ${known}.`);
  }
  return names.length === 0
    ? RUNNERS
    : RUNNERS.filter(({ name, group }) => names.includes(name) || names.includes(group));
}
