/** The second half of `npm start`, once everything is installed and built: `node scripts/launcher/dist/main.js [--verbose]`. */
import { loadEnvironment } from './environment.js';
import { LaunchError } from './errors.js';
import { Launcher } from './launch/launcher.js';
import { terminal } from './launch/terminal.js';

/**
 * Runs until the person stops it: the first signal stops everything in order, the second at once.
 *
 * @param startedAt when `npm start` began, milliseconds since the epoch; the lines' seconds count from there
 */
export async function run(args: readonly string[], startedAt = Date.now()): Promise<void> {
  const out = terminal(startedAt);
  const launcher = new Launcher(loadEnvironment(), out, { verbose: args.includes('--verbose') });
  let signals = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      signals += 1;
      if (signals > 1) {
        launcher.kill();
        process.exit(130);
      }
      out.say('Stopping. Once more to stop at once.');
      void launcher.stop().then(() => {
        out.say('Stopped.');
        process.exit(0);
      });
    });
  }
  try {
    const url = await launcher.start();
    if (signals === 0) out.print(`Personal Assistant is ready: ${url}`);
  } catch (error) {
    // While stopping, a start that was cut short is no news.
    if (signals > 0) return;
    out.warn(error instanceof LaunchError ? error.message : String(error instanceof Error ? error.stack : error));
    await launcher.stop();
    process.exit(1);
  }
}

if (process.argv[1]?.endsWith('main.js') === true) await run(process.argv.slice(2));
