import { sleep } from '../../../api/sleep';

/** A recording's state on the server. */
export interface StoredRecording {
  readonly status: string;
  readonly fileBytes?: number | null;
  /** SHA-256 of the stored bytes in hex; null if unknown. */
  readonly sha256?: string | null;
}

/** What the browser recorded. */
export interface RecordedFile {
  readonly bytes: number;
  /** SHA-256 of all bytes in hex; null if this browser cannot compute it. */
  readonly sha256: string | null;
}

/** `incomplete`: the server has fewer or other bytes, or did not report their number in time. */
export type Confirmation = 'complete' | 'incomplete' | 'failed';

const timeout = 60_000;
const pollInterval = 1_000;

/**
 * Polls the server until it has counted the bytes of an ended stream, and compares their number and their hash. Nothing else proves that it has them all:
 * a closing connection may drop buffered bytes, and somebody else may end the stream while the last bytes are in flight.
 */
export async function confirmStored(getRecording: () => Promise<StoredRecording>, recorded: RecordedFile, now: () => number, signal: AbortSignal): Promise<Confirmation> {
  const deadline = now() + timeout;
  while (!signal.aborted) {
    const stored = await getRecording().catch(() => null);
    if (stored?.status === 'error') return 'failed';
    if (stored && isSettled(stored)) return isSame(stored, recorded) ? 'complete' : 'incomplete';
    if (now() >= deadline) break;
    await sleep(pollInterval, signal);
  }
  return 'incomplete';
}

function isSettled({ status, fileBytes }: StoredRecording): boolean {
  return (status === 'ready' || status === 'archived') && typeof fileBytes === 'number';
}

function isSame(stored: StoredRecording, { bytes, sha256 }: RecordedFile): boolean {
  // A browser that cannot compute a hash has the number of bytes only.
  return stored.fileBytes === bytes && (sha256 === null || stored.sha256 === sha256);
}
