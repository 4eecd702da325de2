import type { AppEvent } from '@personal-assistant/contracts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Plugin } from 'vite';
import { FakeApi } from './fake-api.ts';
import { answerCall } from './routes.ts';
import { fillWithExamples } from './examples.ts';

/** Serves {@link FakeApi} under `/api` of the development server; `POST /api/examples` fills it. */
export function fakeApiPlugin(): Plugin {
  let api = new FakeApi();
  return {
    name: 'fake-api',
    configureServer(server) {
      server.middlewares.use('/api', (request, response) => {
        if (request.url === '/examples') {
          api = new FakeApi();
          fillWithExamples(api);
          response.end();
        } else if (request.url === '/events') {
          sendEvents(api, request, response);
        } else {
          void respond(api, request, response);
        }
      });
    },
  };
}

async function respond(api: FakeApi, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const method = request.method ?? 'GET';
  const body = request.headers['content-type'] === 'application/json' ? await json(request) : undefined;
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
  const answer = answerCall(api, method, url, body);
  response.statusCode = answer.status;
  response.setHeader('content-type', 'application/json');
  response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
}

function sendEvents(api: FakeApi, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.flushHeaders();
  let id = 0;
  const listener = (event: AppEvent): void => {
    id += 1;
    response.write(`id: ${String(id)}\ndata: ${JSON.stringify(event)}\n\n`);
  };
  api.listeners.add(listener);
  request.on('close', () => api.listeners.delete(listener));
}
