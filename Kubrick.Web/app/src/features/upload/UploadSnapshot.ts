import type { Waiting } from './retries';

/**
 * idle → preparing → uploading → completing → done; from every one of them to failed or, until completing, to cancelled.
 * failed and cancelled can be started again.
 */
export type UploadPhase = 'idle' | 'preparing' | 'uploading' | 'completing' | 'done' | 'failed' | 'cancelling' | 'cancelled';

export interface UploadSnapshot {
  readonly phase: UploadPhase;
  readonly sentBytes: number;
  readonly totalBytes: number;
  /** Null while it is not known yet. */
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
  /** What the upload waits for now. */
  readonly waiting: Waiting | null;
  readonly error: { readonly title: string; readonly detail: string } | null;
  readonly recordingId: string | null;
  /** The recording's status as the server told it at the end. */
  readonly status: string | null;
}
