import { defineConfig, mergeConfig } from 'vitest/config';
import viteConfig from './vite.config';

// Separate from vite.config.ts, so that a build does not need the test tools.
export default mergeConfig(
  viteConfig,
  defineConfig({
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
  }),
);
