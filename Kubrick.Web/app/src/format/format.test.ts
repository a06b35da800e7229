import { describe, expect, it } from 'vitest';
import { formatBytes } from './bytes';
import { formatDateTime } from './date';
import { formatClock, formatRemaining } from './duration';

describe('formats', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 KB'],
    [99_940, '99.9 KB'],
    [99_960, '100 KB'],
    [999_600, '1.0 MB'],
    [14_230_000, '14.2 MB'],
    [5e12, '5.0 TB'],
    [-1, '0 B'],
  ])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it.each([
    [0, '0:00'],
    [7.9, '0:07'],
    [247, '4:07'],
    [3_723, '1:02:03'],
    [-5, '0:00'],
  ])('%d seconds are %s', (seconds, text) => expect(formatClock(seconds)).toBe(text));

  it.each([
    [0.2, 'a moment'],
    [12.1, '13 s'],
    [61, 'about 2 min'],
    [5_400, 'about 1.5 h'],
  ])('%d remaining seconds are %s', (seconds, text) => expect(formatRemaining(seconds)).toBe(text));

  it('is empty for an invalid date', () => expect(formatDateTime('nonsense')).toBe(''));
});
