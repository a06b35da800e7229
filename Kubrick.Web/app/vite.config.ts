import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

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
  // Targets as objects: with a bare address Vite would change the Host, and the gateway would take the page for another site's.
  server: gateway ? { proxy: { '/api': { target: gateway }, '/ws': { target: gateway, ws: true } } } : {},
});
