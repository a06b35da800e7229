import { describe, expect, it } from 'vitest';
import { MemoryCopy } from './MemoryCopy';
import { readBlobs } from './readBlobs';

const text = (bytes: ArrayBuffer) => new TextDecoder().decode(bytes);

describe('readBlobs', () => {
  const pieces = ['abc', '', 'de', 'f'].map(piece => new Blob([piece]));
  const whole = 'abcdef';

  it('reads between any two positions', async () => {
    for (let start = 0; start <= whole.length; start++) {
      for (let end = start; end <= whole.length + 1; end++) expect(text(await readBlobs(pieces, start, end))).toBe(whole.slice(start, end));
    }
  });

  it('reads from a growing copy', async () => {
    const copy = new MemoryCopy();
    const seen: number[] = [];
    copy.onAppended = () => seen.push(copy.bytes);
    copy.append(new Blob(['one ']));
    copy.append(new Blob(['two']));
    expect(seen).toEqual([4, 7]);
    expect(text(await copy.read(2, 7))).toBe('e two');
  });
});
