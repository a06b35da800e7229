import { createHash, randomBytes } from 'node:crypto';
import { createSHA256 } from 'hash-wasm';
import { describe, expect, it } from 'vitest';
import { hashBlob } from './hashBlob';

const expected = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('the SHA-256 of a recording', () => {
  it.each([0, 1, 1024 * 1024, 2_500_000])('of %i bytes is the one of FIPS 180-4', async size => {
    const bytes = randomBytes(size);
    expect(await hashBlob(new Blob([bytes]))).toBe(expected(bytes));
  });

  it('is the same in one piece and in many', async () => {
    const bytes = randomBytes(10_000);
    const hash = (await createSHA256()).init();
    for (let at = 0; at < bytes.length; at += 777) hash.update(bytes.subarray(at, at + 777));
    expect(hash.digest('hex')).toBe(expected(bytes));
  });
});
