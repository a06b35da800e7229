import { ApiError, ConnectionError, isRetryable } from '../../api/errors';
import { sleep } from '../../api/sleep';
import type { Connectivity } from './Connectivity';
import { StorageError } from './StorageError';

export interface RetryPolicy {
  /** Delay before the first retry, in milliseconds; doubles with each further retry. */
  readonly firstDelay: number;
  readonly connectivity: Connectivity;
  /** Random number from 0 to 1. Jitter prevents many browsers from retrying at the same moment. */
  readonly random: () => number;
}

/** What an upload waits for: the network, or the delay before a retry. */
export type Waiting = 'network' | 'retry';

const maxDelay = 30_000;

/** Makes an attempt and retries temporary errors without limit: what they leave unsent is still on the disk. While the browser is offline, it waits. */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  policy: RetryPolicy,
  signal: AbortSignal,
  onWaiting: (waiting: Waiting | null) => void = () => undefined,
): Promise<T> {
  for (let failures = 0; ; ) {
    if (!policy.connectivity.isOnline) {
      onWaiting('network');
      await policy.connectivity.untilOnline(signal);
      onWaiting(null);
    }
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (!isTransient(error)) throw error;
      if (error instanceof ConnectionError && !policy.connectivity.isOnline) continue;
      onWaiting('retry');
      await sleep(delayBefore(++failures, error, policy), signal);
      signal.throwIfAborted();
      onWaiting(null);
    }
  }
}

function isTransient(error: unknown): boolean {
  return isRetryable(error) || (error instanceof StorageError && error.isRetryable);
}

function delayBefore(failures: number, error: unknown, { firstDelay, random }: RetryPolicy): number {
  const backoff = Math.min(firstDelay * 2 ** (failures - 1), maxDelay) * (1 - random() / 2);
  const requested = error instanceof ApiError ? (error.retryAfter ?? 0) : 0;
  return Math.min(Math.max(backoff, requested), maxDelay);
}
