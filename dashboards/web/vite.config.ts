import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  base: '/',
  plugins: [react()],
  // The collector puts another one in its place with every answer (collector/api/page.ts).
  html: { cspNonce: 'canhmang-nonce' },
  build: {
    outDir: here('../../dist/web'),
    emptyOutDir: true,
    target: 'es2022',
  },
  server: {
    // The map's boundaries and the API's types lie outside this folder.
    fs: { allow: [here('../..')] },
    proxy: { '/api': 'http://127.0.0.1:8105' },
  },
});
