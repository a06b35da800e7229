import { describe, expect, it } from 'vitest';
import { RecordedTimes } from './RecordedTimes';

describe('the recorded times of bytes', () => {
  it('are known at the chunks, and in proportion between them', () => {
    const times = new RecordedTimes();
    times.add(100, 2);
    times.add(400, 4);
    expect([0, 50, 100, 250, 400].map(bytes => times.at(bytes))).toEqual([0, 1, 2, 3, 4]);
  });

  it('are unknown for bytes that are not recorded yet', () => {
    const times = new RecordedTimes();
    expect(times.at(0)).toBe(0);
    expect(times.at(1)).toBeNull();
  });

  it('end with the last chunk, however short it is', () => {
    const times = new RecordedTimes();
    times.add(100, 2);
    times.add(110, 2.1);
    expect(times.at(110)).toBe(2.1);
    expect(times.at(105)).toBeCloseTo(2.05);
  });

  it('never decrease, and are always numbers', () => {
    const times = new RecordedTimes();
    times.add(100, 5);
    times.add(200, 1);
    times.add(300, Number.NaN);
    times.add(400, 6);
    expect(times.at(200)).toBeLessThanOrEqual(times.at(400) ?? 0);
    expect(times.at(400)).toBe(6);
  });

  it('stay bounded for a recording of days', () => {
    const times = new RecordedTimes();
    for (let second = 1; second <= 200_000; second++) times.add(second * 1_000, second);
    expect(times.at(100_000_000)).toBeCloseTo(100_000);
    expect(times.at(200_000_000)).toBe(200_000);
  });
});
