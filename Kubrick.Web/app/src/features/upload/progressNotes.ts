import { sleep } from '../../api/sleep';
import { type RecordedPart, signChunk } from './api/signChunk';
import type { UploadContext } from './UploadContext';
import type { UploadSource } from './UploadSource';

const maxPartNumber = 10_000;

/**
 * What the server may know about a part.
 * @param end The end of the part in the file; null while it is not full.
 */
export function recordedPart(source: UploadSource, end: number | null): RecordedPart {
  const recordedSeconds = source.recordedSeconds ?? source.secondsAt(source.bytes);
  const endSeconds = end === null ? null : source.secondsAt(end);
  return { ...(recordedSeconds !== null && { recordedSeconds }), ...(endSeconds !== null && { endSeconds }) };
}

/**
 * Tells the server at an interval that this browser is still there, and how much it has recorded: an upload without a sign of life is completed without its end. Parts
 * alone do not say so, where one takes long to become full, or where all have the same URL. Resolves when `signal` aborts; failures are ignored.
 */
export async function noteProgress(context: UploadContext, recordingId: string, source: UploadSource, chunkSize: number, signal: AbortSignal): Promise<void> {
  const { noteInterval, connectivity } = context.settings;
  for (;;) {
    await sleep(noteInterval, signal);
    if (signal.aborted) return;
    if (!connectivity.isOnline) continue;
    // The last full part, because its end is known.
    const full = Math.min(Math.floor(source.bytes / chunkSize), maxPartNumber);
    const recorded = recordedPart(source, full > 0 ? full * chunkSize : null);
    await signChunk(recordingId, Math.max(full, 1), chunkSize, {}, recorded, signal).catch(() => undefined);
  }
}
