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
    environment: 'jsdom',
    setupFiles: ['src/testing/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
  },
});
