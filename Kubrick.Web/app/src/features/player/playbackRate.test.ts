import { describe, expect, it } from 'vitest';
import { LatencyTarget } from './LatencyTarget';
import { playbackRate } from './playbackRate';

describe('the playback rate', () => {
  it.each([
    [0.7, 0.6, 1],
    [0.74, 0.6, 1],
    [0.9, 0.6, 1.1],
    [1.2, 0.6, 1.25],
    [6, 0.6, 1.25],
    [0.3, 0.3, 1],
  ])('%f s behind with %f s buffered is %f', (latency, buffered, rate) => expect(playbackRate(latency, buffered, 0.7)).toBe(rate));

  it('is not raised while the buffer is short', () => {
    expect(playbackRate(5, 0.45, 0.7)).toBe(1);
    expect(playbackRate(5, 0.46, 0.7)).toBe(1.25);
  });

  it('is lowered before playback stalls, at any latency', () => {
    expect(playbackRate(0.5, 0.21, 0.7)).toBe(0.95);
    expect(playbackRate(5, 0, 0.7)).toBe(0.95);
  });

  it('is 1 if the latency is unknown', () => expect(playbackRate(Number.NaN, 1, 0.7)).toBe(1));

  it('stays within its bounds', () => {
    for (let latency = -1; latency < 12; latency += 0.13) {
      for (let buffered = 0; buffered < 4; buffered += 0.11) {
        const rate = playbackRate(latency, buffered, 0.7);
        expect(rate).toBeGreaterThanOrEqual(0.95);
        expect(rate).toBeLessThanOrEqual(1.25);
      }
    }
  });
});

describe('the latency target', () => {
  it('increases with each stall up to a limit, and decreases without stalls', () => {
    const target = new LatencyTarget();
    expect(target.seconds).toBe(0.7);
    target.onStall(0);
    expect(target.seconds).toBeCloseTo(0.8);
    for (let stall = 0; stall < 50; stall++) target.onStall(1_000);
    expect(target.seconds).toBe(1.5);

    target.onPlaying(30_999);
    expect(target.seconds).toBe(1.5);
    for (let minute = 1; minute < 20; minute++) target.onPlaying(minute * 60_000);
    expect(target.seconds).toBe(0.7);
  });
});
