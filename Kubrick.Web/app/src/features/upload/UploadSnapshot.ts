import type { Waiting } from './retries';

/**
 * idle → preparing → uploading → completing → done. Every running phase may change to failed; preparing and uploading may change to cancelled.
 * A failed or cancelled upload can be started again. `done` returns to preparing if the stored file turns out to differ, and changes to failed if it differs again or
 * is deleted before it was compared.
 */
export type UploadPhase = 'idle' | 'preparing' | 'uploading' | 'completing' | 'done' | 'failed' | 'cancelling' | 'cancelled';

/** Why an upload failed, as shown to the user. */
export interface UploadFailure {
  readonly title: string;
  readonly detail: string;
  /** Whether the server refused the details with which the recording is created: the user can correct them. */
  readonly isAboutDetails?: boolean;
}

export interface UploadSnapshot {
  readonly phase: UploadPhase;
  /** Bytes that the server has. */
  readonly storedBytes: number;
  /** The same, and those on their way. */
  readonly sentBytes: number;
  /** The bytes of the source so far. */
  readonly totalBytes: number;
  /** Whether the recording still runs, so that `totalBytes` grows. */
  readonly isGrowing: boolean;
  /** Null while unknown, or while the recording runs. */
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
  /** What the upload is waiting for; null while it is running. */
  readonly waiting: Waiting | null;
  readonly error: UploadFailure | null;
  readonly recordingId: string | null;
  /** The recording's status that the server reported at the end. */
  readonly status: string | null;
  /** SHA-256 of the source in hex; null while it is unknown. */
  readonly sha256: string | null;
  /** Whether the server has compared the SHA-256 of the stored file. */
  readonly isVerified: boolean;
}

/** Whether the upload has been started and has neither ended nor failed. */
export function isRunning({ phase }: Pick<UploadSnapshot, 'phase'>): boolean {
  return phase === 'preparing' || phase === 'uploading' || phase === 'completing' || phase === 'cancelling';
}
