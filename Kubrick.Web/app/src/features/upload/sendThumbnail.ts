import { signThumbnail } from './api/signThumbnail';
import { put } from './put';
import { storageErrorOf } from './StorageError';
import type { UploadContext } from './UploadContext';

/** Uploads the thumbnail if there is one. Errors are ignored, because a recording is complete without it. */
export async function sendThumbnail(context: UploadContext, recordingId: string, make: () => Promise<Blob | null>): Promise<void> {
  const { signal, settings } = context;
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
