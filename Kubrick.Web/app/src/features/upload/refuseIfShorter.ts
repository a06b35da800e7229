import type { StoredPart, UploadSession } from './api/uploadSession';
import { sendParallel } from './sendParallel';
import { endOf } from './storedUpload';
import type { UploadContext } from './UploadContext';
import { type UploadSource, wholeParts } from './UploadSource';
import { serverHasMore } from './uploadErrors';

/**
 * Refuses to complete an upload with a file that lost its end on this disk, if the storage has more of it. The upload stays open, and the server recovers it from its beginning to its
 * first gap: so the whole parts that the storage lacks are sent before. A serial upload has no gaps.
 * @throws Error if the storage has more.
 */
export async function refuseIfShorter(
  context: UploadContext,
  session: Pick<UploadSession, 'provider' | 'chunkSize'> & { readonly recordingId: string },
  source: UploadSource,
  stored: readonly StoredPart[],
): Promise<void> {
  const { provider, chunkSize } = session;
  if (!source.isFinished || endOf(stored, chunkSize) <= source.bytes) return;
  if (provider !== 'gcp') await sendParallel(context, session, wholeParts(source, chunkSize), stored);
  throw new Error(serverHasMore);
}
