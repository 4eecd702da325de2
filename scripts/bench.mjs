/** `npm run bench`: how fast is it, and how much faster than what it follows? See scripts/bench. */
import { runTool } from './setup/tool.mjs';

await runTool('bench', process.argv.slice(2));
