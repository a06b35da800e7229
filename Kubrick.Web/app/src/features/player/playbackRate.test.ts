import { describe, expect, it } from 'vitest';
import { LatencyTarget } from './LatencyTarget';
import { playbackRate } from './playbackRate';

describe('the speed', () => {
  it.each([
    [0.7, 0.6, 1],
    [0.74, 0.6, 1],
    [0.9, 0.6, 1.1],
    [1.2, 0.6, 1.25],
    [6, 0.6, 1.25],
    [0.3, 0.3, 1],
  ])('%f s behind with %f s loaded is %f', (latency, buffered, rate) => expect(playbackRate(latency, buffered, 0.7)).toBe(rate));

  it('is not raised while little is loaded', () => {
    expect(playbackRate(5, 0.45, 0.7)).toBe(1);
    expect(playbackRate(5, 0.46, 0.7)).toBe(1.25);
  });

  it('is lowered before the picture would stand still, however far behind', () => {
    expect(playbackRate(0.5, 0.21, 0.7)).toBe(0.95);
    expect(playbackRate(5, 0, 0.7)).toBe(0.95);
  });

  it('is the usual one where nothing is known', () => expect(playbackRate(Number.NaN, 1, 0.7)).toBe(1));

  it('never leaves its bounds', () => {
    for (let latency = -1; latency < 12; latency += 0.13) {
      for (let buffered = 0; buffered < 4; buffered += 0.11) {
        const rate = playbackRate(latency, buffered, 0.7);
        expect(rate).toBeGreaterThanOrEqual(0.95);
        expect(rate).toBeLessThanOrEqual(1.25);
      }
    }
  });
});

describe('the target', () => {
  it('moves away with each stall, to a bound, and comes back in calm', () => {
    const target = new LatencyTarget();
    expect(target.seconds).toBe(0.7);
    target.stalled(0);
    expect(target.seconds).toBeCloseTo(0.8);
    for (let stall = 0; stall < 50; stall++) target.stalled(1_000);
    expect(target.seconds).toBe(1.5);

    target.played(30_999);
    expect(target.seconds).toBe(1.5);
    for (let minute = 1; minute < 20; minute++) target.played(minute * 60_000);
    expect(target.seconds).toBe(0.7);
  });
});
