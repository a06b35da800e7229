import { isRunning } from '../../upload/UploadSnapshot';
import type { RecordingUpload } from './RecordingUpload';

/** All uploads of this tab in one line. */
export interface UploadSummary {
  /**
   * `idle`: nothing was uploaded. `recording`: a recording runs. `uploading`: the server lacks bytes. `offline`: it lacks bytes, and so does the network.
   * `stuck`: an upload failed, or needs the user's name. `comparing`: the server has every byte, but only this tab could send them again, should they differ.
   * `waiting`: recordings of earlier visits are on this disk only, and wait for the user. `saved`: the server has every byte.
   */
  readonly state: 'idle' | 'recording' | 'uploading' | 'offline' | 'stuck' | 'comparing' | 'waiting' | 'saved';
  readonly bytesOnDisk: number;
  /** Bytes that are only in this tab's memory. */
  readonly bytesInMemory: number;
  readonly bytesOnServer: number;
}

export const noUploads: UploadSummary = { state: 'idle', bytesOnDisk: 0, bytesInMemory: 0, bytesOnServer: 0 };

/**
 * @param hasSaved Whether an upload of this visit has ended and left the list.
 * @param offeredBytes What the offered recordings of earlier visits have on the disk.
 */
export function summaryOf(uploads: readonly RecordingUpload[], hasSaved: boolean, offeredBytes: number): UploadSummary {
  let { bytesOnDisk, bytesInMemory, bytesOnServer } = noUploads;
  const open = uploads.filter(upload => upload.engine.getSnapshot().phase !== 'done' || upload.isAwaitingComparison);
  for (const { bytes, copy, engine } of open) {
    if (copy.isOnDisk) bytesOnDisk += bytes;
    else bytesInMemory += bytes;
    bytesOnServer += engine.getSnapshot().storedBytes;
  }
  const state = stateOf(open, hasSaved || open.length < uploads.length);
  return (state === 'idle' || state === 'saved') && offeredBytes > 0
    ? { state: 'waiting', bytesOnDisk: offeredBytes, bytesInMemory, bytesOnServer }
    : { state, bytesOnDisk, bytesInMemory, bytesOnServer };
}

function stateOf(open: readonly RecordingUpload[], hasSaved: boolean): UploadSummary['state'] {
  if (open.some(({ isGrowing }) => isGrowing)) return 'recording';
  const running = open.filter(({ engine, isNamed }) => isNamed && isRunning(engine.getSnapshot()));
  if (running.some(({ engine }) => engine.getSnapshot().waiting === 'network')) return 'offline';
  if (running.length > 0) return 'uploading';
  if (open.some(upload => !upload.isAwaitingComparison)) return 'stuck';
  if (open.length > 0) return 'comparing';
  return hasSaved ? 'saved' : 'idle';
}
