import { ConnectionError } from '../../api/errors';
import type { PartTag } from './api/completeChunked';
import { getUpload } from './api/getUpload';
import { type SignedChunk, signChunk } from './api/signChunk';
import type { StoredPart, UploadSession } from './api/uploadSession';
import { checksumOf } from './checksum';
import { type Part, untilFull } from './parts';
import { recordedPart } from './progressNotes';
import { put } from './put';
import { StorageError, storageErrorOf } from './StorageError';
import type { UploadContext } from './UploadContext';
import type { UploadSource } from './UploadSource';

const maxSignatures = 3;

type Target = Pick<UploadSession, 'provider' | 'chunkSize'> & { readonly recordingId: string };

/**
 * Sends the parts that the storage does not have yet, several at a time, each to its own signed URL (`s3`, `local`), as soon as they are full. A part is in
 * memory only while it is sent.
 * @returns The ETags of all parts, in order, and the checksums of those that were sent.
 */
export async function sendParallel(context: UploadContext, target: Target, source: UploadSource, stored: readonly StoredPart[]): Promise<PartTag[]> {
  const storedByNumber = new Map(stored.map(part => [part.partNumber, part]));
  const tags: PartTag[] = [];
  let next = 1;

  // When one worker fails, the engine aborts the context's signal, which stops the others.
  const workers = Array.from({ length: context.settings.parallelParts }, async () => {
    for (;;) {
      const part = await untilFull(source, next++, target.chunkSize, context.signal);
      if (!part) return;
      const existing = storedByNumber.get(part.number);
      const storedTag = existing?.size === part.end - part.start ? existing.etag : '';
      tags.push(storedTag === '' ? await sendPart(context, target, source, part) : { partNumber: part.number, etag: storedTag });
      context.stored(part.number, part.end - part.start);
    }
  });
  await Promise.all(workers);
  return tags.sort((a, b) => a.partNumber - b.partNumber);
}

async function sendPart(context: UploadContext, target: Target, source: UploadSource, part: Part): Promise<PartTag> {
  for (let signatures = 1; ; signatures++) {
    const bytes = new Uint8Array(await source.read(part.start, part.end));
    const checksum = await checksumOf(bytes, target.provider);
    const recorded = recordedPart(source, part.end);
    let signed: SignedChunk | null = null;
    try {
      const etag = await context.sendPart(async () => {
        signed ??= await signChunk(target.recordingId, part.number, bytes.length, checksum, recorded, context.signal);
        try {
          return await putPart(context, target.recordingId, signed, part.number, bytes);
        } catch (error) {
          // A storage may refuse an expired URL without the CORS headers that let a browser see it. Then the refusal looks like a broken connection.
          if (error instanceof ConnectionError) signed = null;
          throw error;
        }
      });
      return { partNumber: part.number, etag, ...checksum };
    } catch (error) {
      const mayRepeat = error instanceof StorageError && (error.isExpired || error.isCorrupt);
      if (!mayRepeat || signatures >= maxSignatures) throw error;
    }
  }
}

async function putPart(context: UploadContext, recordingId: string, { url, headers }: SignedChunk, number: number, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const { signal, settings } = context;
  context.progress(number, 0);
  const onProgress = (sent: number) => context.progress(number, Math.min(sent, bytes.length));
  const response = await put(url, new Blob([bytes]), { headers, signal, onProgress, stallTimeout: settings.stallTimeout });
  if (response.status < 200 || response.status > 299) throw storageErrorOf(response);
  return response.etag ?? (await queryTag(recordingId, number, signal));
}

// If CORS rules hide the ETag from the browser, the server can still read it.
async function queryTag(recordingId: string, partNumber: number, signal: AbortSignal): Promise<string> {
  const { parts } = await getUpload(recordingId, signal);
  const tag = parts.find(part => part.partNumber === partNumber)?.etag;
  if (!tag) throw new StorageError(500, 'The storage accepted a part but returned no ETag. Its CORS rules must expose that header.');
  return tag;
}
