/**
 * FakeService: a service as the launcher sees one. Answers `/health/ready` and `/env`, warns on `/warn`, ends on `/crash`, SIGTERM or when
 * its standard input closes. `FAKE_EXIT` makes it refuse to start with that code, `FAKE_STUBBORN` ignore SIGTERM.
 */
import { createServer } from 'node:http';

const { FAKE_EXIT, FAKE_STUBBORN, PORT } = process.env;
if (FAKE_EXIT !== undefined) {
  console.error('TRAIN_MIN_TOKENS: must be a number.\n    at parse (config.js:1:1)');
  process.exit(Number(FAKE_EXIT));
}
process.on('SIGTERM', () => {
  if (FAKE_STUBBORN === undefined) process.exit(0);
});
process.stdin.resume().on('end', () => process.exit(0));
createServer((request, response) => {
  if (request.url === '/crash') {
    console.error('out of luck');
    process.exit(9);
  }
  if (request.url === '/warn') console.log(JSON.stringify({ level: 40, context: 'fake', msg: 'running low' }));
  response.end(request.url === '/env' ? JSON.stringify(process.env) : '{}');
}).listen(Number(PORT), () => console.log(JSON.stringify({ level: 40, msg: 'waiting for others' })));
