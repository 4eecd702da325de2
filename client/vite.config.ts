import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

/** Where `npm run dev --workspace client` finds the data service. */
const DATA_SERVICE = 'http://127.0.0.1:4002';

export default defineConfig({
  plugins: [react()],
  // Workspace packages are read as TypeScript, so the page builds without building them first.
  resolve: { conditions: ['source', ...defaultClientConditions] },
  build: { target: 'es2022', reportCompressedSize: false, chunkSizeWarningLimit: 900 },
  server: { port: 14150, strictPort: true, proxy: { '/api': { target: DATA_SERVICE } } },
});
