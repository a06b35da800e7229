import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// In development, requests to the API are proxied to a running gateway: KUBRICK_GATEWAY=http://127.0.0.1:PORT npm run dev
const gateway = process.env.KUBRICK_GATEWAY;

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    // The Content-Security-Policy forbids inline assets.
    assetsInlineLimit: 0,
    sourcemap: true,
  },
  worker: { format: 'es' },
  // Targets are objects, because for a bare URL Vite replaces the Host header, and the request then counts as cross-origin.
  server: gateway ? { proxy: { '/api': { target: gateway }, '/ws': { target: gateway, ws: true } } } : {},
});
