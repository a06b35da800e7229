import { describe, expect, it } from 'vitest';

const sources = import.meta.glob<string>(['../../**/*.{ts,tsx}', '!../../**/*.test.{ts,tsx}', '!../../testing/**', '!../../**/*.d.ts'], { query: '?raw', import: 'default', eager: true });
const staticImports = (text: string) => [...text.matchAll(/^import (?!type ).*?from '([^']+)';/gms)].map(([, from]) => from);

describe('hls.js', () => {
  it('is loaded only with the player, and the player only on demand', () => {
    const importers = (pattern: RegExp) => Object.keys(sources).filter(path => staticImports(sources[path] ?? '').some(from => pattern.test(from ?? '')));
    expect(Object.keys(sources).length).toBeGreaterThan(100);
    expect(importers(/^hls\.js/).map(path => path.split('/').at(-1)).sort()).toEqual(['HlsPlayer.ts', 'Recovery.ts', 'StreamPlayer.tsx', 'hlsSettings.ts']);
    expect(importers(/\/(StreamPlayer|HlsPlayer|Recovery|hlsSettings)$/).every(path => /\/(StreamPlayer\.tsx|HlsPlayer\.ts|NativePlayer\.ts)$/.test(path))).toBe(true);
    expect(sources['./LazyStreamPlayer.tsx']).toContain("import('./StreamPlayer')");
  });
});
