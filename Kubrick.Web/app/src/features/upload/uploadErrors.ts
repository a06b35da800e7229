import { BlockedError } from '../../api/blocked';
import { ApiError, describeError } from '../../api/errors';
import { StorageError } from './StorageError';
import type { UploadFailure } from './UploadSnapshot';

/** The stored file is not the recorded one. */
export class DifferenceError extends Error {
  override readonly name = 'DifferenceError';
}

/** The server refused the details with which a recording is created. Only other details help. */
export class DetailsError extends Error {
  override readonly name = 'DetailsError';

  constructor(readonly refusal: ApiError) {
    super(refusal.message);
  }
}

/** Why the recording was not created. */
export function creationErrorOf(error: unknown): unknown {
  return error instanceof ApiError && error.status === 422 ? new DetailsError(error) : error;
}

/** Whether the recording no longer exists on the server. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

/**
 * Whether another round may succeed: the session or the recording no longer exists, or the parts do not match the stored ones. The next round starts from
 * what is stored.
 */
export function canRestart(error: unknown): boolean {
  if (error instanceof StorageError) return error.isSessionLost;
  return error instanceof ApiError && (isNotFound(error) || error.code === 'NO_UPLOAD_SESSION' || isAbout(error, '/parts'));
}

/** Whether a conflict is about the recording itself: no later attempt changes it, and only another recording can take the file. */
export function isFinal({ status, entries }: ApiError): boolean {
  return status === 409 && entries.some(({ pointer }) => pointer === '/recordingId');
}

/** Whether the stored file is not the recorded one, so that everything must be sent again. */
export function isDifference(error: unknown): boolean {
  return error instanceof DifferenceError || (error instanceof ApiError && isAbout(error, '/sha256'));
}

/** Whether a completed file was refused because of the recorder's pauses. */
export function arePausesRefused(error: unknown): boolean {
  return error instanceof ApiError && isAbout(error, '/pause');
}

function isAbout(error: ApiError, field: string): boolean {
  return error.status === 422 && error.entries.some(({ pointer }) => pointer?.startsWith(field) === true);
}

export function describeUploadError(error: unknown): UploadFailure {
  if (error instanceof DetailsError) return { ...describeError(error.refusal), isAboutDetails: true };
  if (isDifference(error)) return { title: 'The stored file differs from the recording', detail: error instanceof Error ? error.message : '' };
  if (error instanceof BlockedError) return { title: 'The browser blocks the storage', detail: error.message };
  if (!(error instanceof StorageError)) return describeError(error);
  return { title: error.status === 507 ? 'The storage is full' : 'The storage rejected the upload', detail: error.message };
}

/** The recording was deleted on the server after all of it had been stored there. */
export const deletedOnServer: UploadFailure = { title: 'Deleted on the server', detail: 'The recording was deleted on the server before it had been compared.' };

/** After a crash with a full disk the end of a recording may exist on the server only. Nothing of it is overwritten. */
export const serverHasMore = 'The server has more of this recording than this browser. Nothing was overwritten there.';
