import { initChunked } from './api/initChunked';
import type { StoredUpload, UploadSession } from './api/uploadSession';
import type { UploadContext } from './UploadContext';
import type { UploadSource } from './UploadSource';

/** The most parts of a session. */
const maxParts = 10_000;

/**
 * Opens a session, or finds the open one. It is open-ended, because the size of a recording that runs is unknown, unless a finished file does not fit in its parts: then its
 * size is declared, and the server chooses larger ones.
 */
export async function openSession(context: UploadContext, recordingId: string, contentType: string, source: UploadSource, stored: StoredUpload): Promise<UploadSession> {
  const open = async (fileSize: number | null) => await context.callApi(signal => initChunked(recordingId, contentType, fileSize, signal));
  // An open-ended session would replace one with a size, and its parts with it.
  if (source.isFinished && stored.isSized && stored.fileSize === source.bytes) return await open(source.bytes);
  const session = await open(null);
  return source.isFinished && source.bytes > maxParts * session.chunkSize ? await open(source.bytes) : session;
}
