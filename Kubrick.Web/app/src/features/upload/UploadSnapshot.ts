import type { Waiting } from './retries';

/**
 * idle → preparing → uploading → completing → done. Every running phase may change to failed; preparing and uploading may change to cancelled.
 * A failed or cancelled upload can be started again.
 */
export type UploadPhase = 'idle' | 'preparing' | 'uploading' | 'completing' | 'done' | 'failed' | 'cancelling' | 'cancelled';

export interface UploadSnapshot {
  readonly phase: UploadPhase;
  readonly sentBytes: number;
  readonly totalBytes: number;
  /** Null while unknown. */
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
  /** What the upload is waiting for; null while it is running. */
  readonly waiting: Waiting | null;
  readonly error: { readonly title: string; readonly detail: string } | null;
  readonly recordingId: string | null;
  /** The recording's status that the server reported at the end. */
  readonly status: string | null;
}
