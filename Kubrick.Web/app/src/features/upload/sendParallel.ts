import type { PartTag } from './api/completeChunked';
import { getUpload } from './api/getUpload';
import { signChunk } from './api/signChunk';
import type { StoredPart } from './api/uploadSession';
import type { Part } from './parts';
import { put } from './put';
import { StorageError } from './StorageError';
import { storageErrorOf } from './storageErrorOf';
import type { UploadContext } from './UploadContext';

const signaturesPerPart = 3;

/**
 * Sends the parts that the storage does not hold yet, several at once, each to its own signed address (`s3`, `local`).
 * @returns The tags of all parts, in order.
 */
export async function sendParallel(
  context: UploadContext,
  recordingId: string,
  file: Blob,
  parts: readonly Part[],
  stored: readonly StoredPart[],
): Promise<PartTag[]> {
  const tags = new Map<number, string>();
  const missing: Part[] = [];
  for (const part of parts) {
    const known = stored.find(({ partNumber, size, etag }) => partNumber === part.number && size === part.end - part.start && etag !== '');
    if (known) {
      tags.set(part.number, known.etag);
      context.stored(part.number, known.size);
    } else missing.push(part);
  }

  // When one lane fails the others stop as well: the context's signal belongs to the whole run.
  const lanes = Array.from({ length: Math.min(context.settings.parallelParts, missing.length) }, async () => {
    for (let part = missing.shift(); part; part = missing.shift()) {
      tags.set(part.number, await sendPart(context, recordingId, file, part));
      context.stored(part.number, part.end - part.start);
    }
  });
  await Promise.all(lanes);
  return parts.map(({ number }) => ({ partNumber: number, etag: tags.get(number) ?? '' }));
}

async function sendPart(context: UploadContext, recordingId: string, file: Blob, part: Part): Promise<string> {
  const size = part.end - part.start;
  const sign = () => context.ask(signal => signChunk(recordingId, part.number, size, signal));
  let url = await sign();
  for (let signatures = 1; ; signatures++) {
    try {
      const address = url;
      return await context.send(() => putPart(context, recordingId, address, file, part));
    } catch (error) {
      const expired = error instanceof StorageError && error.isExpired;
      if (!expired || signatures >= signaturesPerPart) throw error;
      url = await sign();
    }
  }
}

async function putPart(context: UploadContext, recordingId: string, url: string, file: Blob, part: Part): Promise<string> {
  const { signal, settings } = context;
  context.progress(part.number, 0);
  const onProgress = (bytes: number) => context.progress(part.number, Math.min(bytes, part.end - part.start));
  const answer = await put(url, file.slice(part.start, part.end), { signal, onProgress, stallTimeout: settings.stallTimeout });
  if (answer.status < 200 || answer.status > 299) throw storageErrorOf(answer);
  return answer.etag ?? (await askTag(recordingId, part.number, signal));
}

// A storage whose CORS rules hide the ETag from the browser still tells it to the server.
async function askTag(recordingId: string, partNumber: number, signal: AbortSignal): Promise<string> {
  const { parts } = await getUpload(recordingId, signal);
  const tag = parts.find(part => part.partNumber === partNumber)?.etag;
  if (!tag) throw new StorageError(500, 'The storage took a part but shows no ETag for it. Its CORS rules must expose that header.');
  return tag;
}
