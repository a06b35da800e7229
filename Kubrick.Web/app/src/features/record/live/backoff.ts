const first = 500;
const longest = 8_000;

/**
 * How long to wait before the next attempt, in milliseconds: 0.5, 1, 2, 4, 8, 8 … s, less up to half of it, so that many browsers do not
 * come back at the same moment.
 */
export function backoff(failures: number, random: () => number): number {
  return Math.min(longest, first * 2 ** failures) * (1 - random() / 2);
}
