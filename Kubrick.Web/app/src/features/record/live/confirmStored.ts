/** What the server holds of a recording. */
export interface StoredRecording {
  readonly status: string;
  readonly fileBytes?: number | null;
}

/** `partly`: the server has fewer or other bytes, or did not say in time. */
export type Confirmation = 'whole' | 'partly' | 'failed';

const patience = 60_000;
const interval = 1_000;

/**
 * Asks the server until it has counted a stream's bytes, a while after the stream's end. Only this number tells that it has them all: a
 * connection takes what it never delivers, and somebody else may end the stream while the last bytes are on their way.
 */
export async function confirmStored(ask: () => Promise<StoredRecording>, bytes: number, now: () => number, signal: AbortSignal): Promise<Confirmation> {
  const until = now() + patience;
  while (!signal.aborted) {
    const stored = await ask().catch(() => null);
    if (stored?.status === 'error') return 'failed';
    if (stored && isSettled(stored)) return stored.fileBytes === bytes ? 'whole' : 'partly';
    if (now() >= until) break;
    await sleep(interval, signal);
  }
  return 'partly';
}

function isSettled({ status, fileBytes }: StoredRecording): boolean {
  return (status === 'ready' || status === 'archived') && typeof fileBytes === 'number';
}

/** Sleeps until the time is over or the signal says so. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>(resolve => {
    const wake = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    signal.addEventListener('abort', wake);
  });
}
