import { describe, expect, it } from 'vitest';
import { SpeedMeter } from './SpeedMeter';

describe('the upload speed', () => {
  it('is unknown at first, then averages the last seconds', () => {
    let now = 0;
    const meter = new SpeedMeter(() => now, 5_000);
    meter.add(0);
    expect(meter.bytesPerSecond).toBeNull();
    for (now = 1_000; now <= 4_000; now += 1_000) meter.add(now);
    now = 4_000;
    expect(meter.bytesPerSecond).toBe(1_000);
    for (now = 5_000; now <= 30_000; now += 1_000) meter.add(4_000 + (now - 4_000) * 3);
    now = 30_000;
    expect(meter.bytesPerSecond).toBe(3_000);
  });

  it('falls while nothing is sent', () => {
    let now = 0;
    const meter = new SpeedMeter(() => now);
    meter.add(0);
    now = 1_000;
    meter.add(10_000);
    now = 10_000;
    expect(meter.bytesPerSecond).toBe(1_000);
  });

  it('is measured again when a part is sent again', () => {
    let now = 0;
    const meter = new SpeedMeter(() => now);
    meter.add(0);
    now = 1_000;
    meter.add(10_000);
    meter.add(2_000);
    expect(meter.bytesPerSecond).toBeNull();
    now = 2_000;
    meter.add(3_000);
    expect(meter.bytesPerSecond).toBe(1_000);
  });
});
