import { defineConfig, mergeConfig } from 'vite';
import base from '../vite.config.ts';
import { fakeApiPlugin } from './fake-api/plugin.ts';

/** `npm run dev:fake`: the page on a data service that lives in this process. For working on the page only. */
export default mergeConfig(
  base,
  defineConfig({ root: new URL('..', import.meta.url).pathname, plugins: [fakeApiPlugin()], server: { proxy: {} } }),
);
