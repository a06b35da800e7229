import { describe, expect, it } from 'vitest';
import { fileNameOf } from './saveToDisk';

describe('the name of a saved file', () => {
  it('is valid on every file system', () => {
    expect(fileNameOf('A/B: "C" – Zoë?', '2026-11-22T15:30:00Z', 'video/webm')).toBe('A B C Zoë 2026-11-22 15.30.webm');
    expect(fileNameOf('..', '2026-11-22T15:30:00Z', 'video/mp4')).toBe('Recording 2026-11-22 15.30.mp4');
  });
});
