import { ApiError, ConnectionError, isRetryable } from '../../api/errors';
import { abortError, type Connectivity } from './Connectivity';
import { StorageError } from './StorageError';

export interface RetryPolicy {
  /** How often a failed attempt is made again. */
  readonly retries: number;
  /** The first wait in milliseconds; each wait after it is twice as long. */
  readonly firstDelay: number;
  readonly connectivity: Connectivity;
  /** From 0 to 1, so that many browsers do not come back at the same moment. */
  readonly random: () => number;
}

/** What a wait is for. */
export type Waiting = 'network' | 'retry';

const longestDelay = 30_000;

/** Makes an attempt, and makes it again where the fault is a passing one. Without a network it waits and counts nothing. */
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
      if (++failures > policy.retries) throw error;
      onWaiting('retry');
      await delay(waitFor(failures, error, policy), signal);
      onWaiting(null);
    }
  }
}

function isTransient(error: unknown): boolean {
  return isRetryable(error) || (error instanceof StorageError && error.isRetryable);
}

function waitFor(failures: number, error: unknown, { firstDelay, random }: RetryPolicy): number {
  const backoff = firstDelay * 2 ** (failures - 1) * (1 + random() / 2);
  const asked = error instanceof ApiError ? (error.retryAfter ?? 0) : 0;
  return Math.min(Math.max(backoff, asked), longestDelay);
}

async function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(abortError());
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}
