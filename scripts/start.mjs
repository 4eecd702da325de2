/**
 * `npm start`: installs what is missing, builds what changed, then runs PostgreSQL and the five services until Ctrl-C.
 * Plain Node without dependencies, because nothing is installed yet when it runs for the first time.
 */
const startedAt = Date.now();
const HELP = `Usage: npm start [-- --verbose]

Installs Node and Python packages when they changed, builds, starts PostgreSQL and the five services, and prints the
page's address. Ctrl-C stops everything. Settings come from the environment and from .env: see docs/configuration.md.

  --verbose   show every log line of the services (they are in DATA_DIR/logs in any case)
  --prepare   install and build only
  --help      this text`;

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Node.js 20.19 or newer is needed, this is ${process.versions.node}. Install it from https://nodejs.org.`,
  );
  process.exit(1);
}
if (process.argv.includes('--help') || process.argv.includes('-h')) {
  console.log(HELP);
  process.exit(0);
}

// Only now: an older Node would fail on these modules with a riddle instead of the line above.
const { prepare } = await import('./setup/prepare.mjs');
const { SetupError } = await import('./setup/step.mjs');
try {
  await prepare({ startedAt });
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exit(1);
}
if (!process.argv.includes('--prepare')) {
  const { run } = await import('./launcher/dist/main.js');
  await run(process.argv.slice(2), startedAt);
}
