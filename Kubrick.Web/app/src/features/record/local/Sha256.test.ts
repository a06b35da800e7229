import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Sha256 } from './Sha256';

const expected = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('SHA-256', () => {
  it.each([0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 1_000, 100_003])('agrees with Node.js on %i bytes', length => {
    const bytes = randomBytes(length);
    expect(new Sha256().update(bytes).hex()).toBe(expected(bytes));
  });

  it('does not depend on how the bytes are split', () => {
    const bytes = randomBytes(10_000);
    for (const size of [1, 7, 63, 64, 65, 4_096]) {
      const hash = new Sha256();
      for (let start = 0; start < bytes.length; start += size) hash.update(bytes.subarray(start, start + size));
      expect(hash.hex()).toBe(expected(bytes));
    }
  });
});
