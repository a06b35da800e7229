import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../api/errors';
import { withRetries } from './retries';

const online = { isOnline: true, untilOnline: () => Promise.resolve() };
const unavailable = new ApiError(503, [{ status: '503', code: 'SERVER_ERROR', title: 'Service unavailable' }]);

describe('retries', () => {
  it.each([
    [0, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]],
    [1, [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]],
  ])('wait longer each time, at most 30 s, and half of it at random (%d)', async (random, delays) => {
    vi.useFakeTimers();
    try {
      const timeouts = vi.spyOn(globalThis, 'setTimeout');
      let failures = 0;
      const attempt = () => (failures++ < delays.length ? Promise.reject(unavailable) : Promise.resolve('done'));
      const result = withRetries(attempt, { firstDelay: 1_000, connectivity: online, random: () => random }, new AbortController().signal);
      await vi.runAllTimersAsync();
      expect(await result).toBe('done');
      expect(timeouts.mock.calls.map(([, delay]) => delay)).toEqual(delays);
    } finally {
      vi.useRealTimers();
    }
  });
});
