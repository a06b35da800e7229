import { signThumbnail } from './api/signThumbnail';
import { put } from './put';
import { storageErrorOf } from './storageErrorOf';
import type { UploadContext } from './UploadContext';

/** Stores the thumbnail where there is one. A recording without it is still whole, so a fault here is nobody's. */
export async function sendThumbnail(context: UploadContext, recordingId: string, make: () => Promise<Blob | null>): Promise<void> {
  const { signal, settings } = context;
  try {
    const image = await make();
    if (!image) return;
    const url = await signThumbnail(recordingId, signal);
    const answer = await put(url, image, { headers: { 'content-type': 'image/jpeg' }, signal, stallTimeout: settings.stallTimeout });
    if (answer.status >= 300) throw storageErrorOf(answer);
  } catch {
    // The library then shows a placeholder.
  }
}
