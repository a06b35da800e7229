import { sleep } from '../../api/sleep';
import { signThumbnail } from './api/signThumbnail';
import { put } from './put';
import { storageErrorOf } from './StorageError';
import type { UploadContext } from './UploadContext';
import type { UploadSource } from './UploadSource';

/**
 * Sends the thumbnail, if there is one, beside the last part: it needs the whole file.
 * @returns A function that waits until it is stored, and gives it up after a moment: the server then makes one itself.
 */
export function startThumbnail(context: UploadContext, recordingId: string, source: UploadSource, make: () => Promise<Blob | null>): () => Promise<void> {
  const settled = new AbortController();
  const expired = new AbortController();
  const signal = AbortSignal.any([context.signal, expired.signal]);
  const sending = source.waitFor(Number.POSITIVE_INFINITY, signal).then(
    () => sendThumbnail(context, recordingId, make, signal),
    () => undefined,
  );
  void sending.then(() => settled.abort());
  return async () => {
    await sleep(context.settings.thumbnailTimeout, AbortSignal.any([context.signal, settled.signal]));
    expired.abort();
  };
}

// Errors are ignored, because a recording is complete without it.
async function sendThumbnail({ settings }: UploadContext, recordingId: string, make: () => Promise<Blob | null>, signal: AbortSignal): Promise<void> {
  try {
    const image = await make();
    if (!image) return;
    const url = await signThumbnail(recordingId, signal);
    const response = await put(url, image, { headers: { 'content-type': 'image/jpeg' }, signal, stallTimeout: settings.stallTimeout });
    if (response.status >= 300) throw storageErrorOf(response);
  } catch {
    // The library then shows a placeholder.
  }
}
