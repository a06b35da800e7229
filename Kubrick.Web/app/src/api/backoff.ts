const firstDelay = 500;
const maxDelay = 8_000;

/**
 * The delay before the next attempt, in milliseconds: 0.5, 1, 2, 4, 8, 8 … s, minus a random part of up to half, so that many browsers do
 * not retry at the same moment.
 */
export function backoff(failures: number, random: () => number): number {
  return Math.min(maxDelay, firstDelay * 2 ** failures) * (1 - random() / 2);
}
