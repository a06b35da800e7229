import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// In development the API is reached through the gateway: KUBRICK_GATEWAY=http://127.0.0.1:PORT npm run dev
const gateway = process.env.KUBRICK_GATEWAY;

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    // The Content-Security-Policy allows no inline styles or scripts; workers and images stay files of their own.
    assetsInlineLimit: 0,
    sourcemap: true,
  },
  worker: { format: 'es' },
  server: gateway ? { proxy: { '/api': gateway, '/ws': { target: gateway, ws: true } } } : {},
  test: {
    restoreMocks: true,
    unstubGlobals: true,
    pool: 'threads',
    testTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'logic', environment: 'node', include: ['src/**/*.test.ts'], exclude: ['src/**/*.dom.test.ts'] } },
      { extends: true, test: { name: 'page', environment: 'jsdom', include: ['src/**/*.test.tsx', 'src/**/*.dom.test.ts'], setupFiles: ['src/testing/setup.ts'] } },
    ],
  },
});
