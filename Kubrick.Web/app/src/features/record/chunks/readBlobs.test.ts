import { describe, expect, it } from 'vitest';
import { MemoryKeeper } from './MemoryKeeper';
import { readBlobs } from './readBlobs';

const text = (bytes: ArrayBuffer) => new TextDecoder().decode(bytes);

describe('reading from many pieces', () => {
  const pieces = ['abc', '', 'de', 'f'].map(piece => new Blob([piece]));
  const whole = 'abcdef';

  it('gives what stands between any two places', async () => {
    for (let start = 0; start <= whole.length; start++) {
      for (let end = start; end <= whole.length + 1; end++) expect(text(await readBlobs(pieces, start, end))).toBe(whole.slice(start, end));
    }
  });

  it('follows a recording that grows', async () => {
    const keeper = new MemoryKeeper();
    const seen: number[] = [];
    keeper.onGrown = () => seen.push(keeper.bytes);
    keeper.append(new Blob(['one ']));
    keeper.append(new Blob(['two']));
    expect(seen).toEqual([4, 7]);
    expect(text(await keeper.read(2, 7))).toBe('e two');
  });
});
