import { describe, expect, it } from 'vitest';
import { planParts } from './parts';

describe('the parts', () => {
  it('cover the file without gaps; the last one is shorter', () => {
    expect(planParts({ chunkSize: 10, totalChunks: 3 }, 25)).toEqual([
      { number: 1, start: 0, end: 10 },
      { number: 2, start: 10, end: 20 },
      { number: 3, start: 20, end: 25 },
    ]);
  });

  it.each([
    { chunkSize: 10, totalChunks: 2 },
    { chunkSize: 10, totalChunks: 4 },
    { chunkSize: 0, totalChunks: 0 },
    { chunkSize: Number.NaN, totalChunks: 3 },
  ])('are rejected if they do not match the file: %j', session => {
    expect(() => planParts(session, 25)).toThrow('do not match');
  });
});
