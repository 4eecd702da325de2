/** `npm run evaluate -- --data FILE`: how good are the answers? See scripts/evaluate. */
import { runTool } from './setup/tool.mjs';

await runTool('evaluate', process.argv.slice(2));
