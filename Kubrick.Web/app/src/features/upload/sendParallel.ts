import type { PartTag } from './api/completeChunked';
import { getUpload } from './api/getUpload';
import { signChunk } from './api/signChunk';
import type { StoredPart } from './api/uploadSession';
import type { Part } from './parts';
import { put } from './put';
import { StorageError, storageErrorOf } from './StorageError';
import type { UploadContext } from './UploadContext';

const maxSignatures = 3;

/**
 * Sends the parts that the storage does not have yet, several at a time, each to its own signed URL (`s3`, `local`).
 * @returns The ETags of all parts, in order.
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
    const existing = stored.find(({ partNumber, size, etag }) => partNumber === part.number && size === part.end - part.start && etag !== '');
    if (existing) {
      tags.set(part.number, existing.etag);
      context.stored(part.number, existing.size);
    } else missing.push(part);
  }

  // When one worker fails, the engine aborts the context's signal, which stops the others.
  const workers = Array.from({ length: Math.min(context.settings.parallelParts, missing.length) }, async () => {
    for (let part = missing.shift(); part; part = missing.shift()) {
      tags.set(part.number, await sendPart(context, recordingId, file, part));
      context.stored(part.number, part.end - part.start);
    }
  });
  await Promise.all(workers);
  return parts.map(({ number }) => ({ partNumber: number, etag: tags.get(number) ?? '' }));
}

async function sendPart(context: UploadContext, recordingId: string, file: Blob, part: Part): Promise<string> {
  const size = part.end - part.start;
  const sign = () => context.callApi(signal => signChunk(recordingId, part.number, size, signal));
  let url = await sign();
  for (let signatures = 1; ; signatures++) {
    try {
      const signedUrl = url;
      return await context.sendPart(() => putPart(context, recordingId, signedUrl, file, part));
    } catch (error) {
      const isExpired = error instanceof StorageError && error.isExpired;
      if (!isExpired || signatures >= maxSignatures) throw error;
      url = await sign();
    }
  }
}

async function putPart(context: UploadContext, recordingId: string, url: string, file: Blob, part: Part): Promise<string> {
  const { signal, settings } = context;
  context.progress(part.number, 0);
  const onProgress = (bytes: number) => context.progress(part.number, Math.min(bytes, part.end - part.start));
  const response = await put(url, file.slice(part.start, part.end), { signal, onProgress, stallTimeout: settings.stallTimeout });
  if (response.status < 200 || response.status > 299) throw storageErrorOf(response);
  return response.etag ?? (await queryTag(recordingId, part.number, signal));
}

// If CORS rules hide the ETag from the browser, the server can still read it.
async function queryTag(recordingId: string, partNumber: number, signal: AbortSignal): Promise<string> {
  const { parts } = await getUpload(recordingId, signal);
  const tag = parts.find(part => part.partNumber === partNumber)?.etag;
  if (!tag) throw new StorageError(500, 'The storage accepted a part but returned no ETag. Its CORS rules must expose that header.');
  return tag;
}
