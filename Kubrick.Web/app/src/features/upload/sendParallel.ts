import { ConnectionError } from '../../api/errors';
import type { PartTag } from './api/completeChunked';
import { getUpload } from './api/getUpload';
import { type PartChecksum, type SignedChunk, signChunk } from './api/signChunk';
import type { StoredPart, UploadSession } from './api/uploadSession';
import { Ahead } from './Ahead';
import { Checksums } from './Checksums';
import { type Part, untilFull } from './parts';
import { recordedPart } from './progressNotes';
import { put } from './put';
import { StorageError, storageErrorOf } from './StorageError';
import type { UploadContext } from './UploadContext';
import type { UploadSource } from './UploadSource';

const maxSignatures = 3;

/** Where the parts go. */
interface Target {
  readonly recordingId: string;
  readonly source: UploadSource;
  readonly checksums: Checksums;
}

/** A part that can be sent. */
interface ReadyPart {
  readonly body: Blob;
  readonly checksum: PartChecksum;
  readonly signed: SignedChunk;
}

/**
 * Sends the parts that the storage does not have yet, several at a time, each to its own signed URL (`s3`, `local`), as soon as they are full. As many are hashed and signed
 * meanwhile, so that no connection waits for that; only these are in memory.
 * @returns The ETags of all parts, in order, and the checksums of those that were sent.
 */
export async function sendParallel(
  context: UploadContext,
  { recordingId, provider, chunkSize }: Pick<UploadSession, 'provider' | 'chunkSize'> & { readonly recordingId: string },
  source: UploadSource,
  stored: readonly StoredPart[],
): Promise<PartTag[]> {
  const { signal, settings } = context;
  const storedByNumber = new Map(stored.map(part => [part.partNumber, part]));
  const tags: PartTag[] = [];
  const checksums = new Checksums(provider);
  const target: Target = { recordingId, source, checksums };
  const parts = new Ahead(settings.parallelParts, async number => {
    const part = await untilFull(source, number, chunkSize, signal);
    if (!part) return null;
    const existing = storedByNumber.get(number);
    const storedTag = existing?.size === part.end - part.start ? existing.etag : '';
    return { part, storedTag, ready: storedTag === '' ? await makeReady(context, target, part) : null };
  });

  try {
    // When one connection fails, the engine aborts the context's signal, which stops the others.
    const connections = Array.from({ length: settings.parallelParts }, async () => {
      for (let next = await parts.take(); next; next = await parts.take()) {
        const { part, storedTag, ready } = next;
        tags.push(ready ? await sendPart(context, target, part, ready) : { partNumber: part.number, etag: storedTag });
        context.stored(part.number, part.end - part.start);
      }
    });
    await Promise.all(connections);
  } finally {
    checksums.close();
  }
  return tags.sort((a, b) => a.partNumber - b.partNumber);
}

async function makeReady(context: UploadContext, target: Target, part: Part): Promise<ReadyPart> {
  const { source, checksums } = target;
  // Of a finished file, the browser reads the bytes again while it sends them; others than these would be refused.
  const body = source.slice?.(part.start, part.end) ?? new Blob([await source.read(part.start, part.end)]);
  const checksum = await checksums.of(body);
  const signed = await context.callApi(signal => sign(target, part, checksum, signal));
  return { body, checksum, signed };
}

async function sign({ recordingId, source }: Target, { number, start, end }: Part, checksum: PartChecksum, signal: AbortSignal): Promise<SignedChunk> {
  return await signChunk(recordingId, number, end - start, checksum, recordedPart(source, end), signal);
}

async function sendPart(context: UploadContext, target: Target, part: Part, first: ReadyPart): Promise<PartTag> {
  let ready = first;
  for (let signatures = 1; ; signatures++) {
    const { body, checksum } = ready;
    let signed: SignedChunk | null = ready.signed;
    try {
      const etag = await context.sendPart(async () => {
        signed ??= await sign(target, part, checksum, context.signal);
        try {
          return await putPart(context, target.recordingId, signed, part.number, body);
        } catch (error) {
          // A refusal of an expired URL may not get here: it has no CORS headers that let a browser see it, or a proxy gave up on it while the part was still sent.
          if (error instanceof ConnectionError || (error instanceof StorageError && error.isOfProxy)) signed = null;
          throw error;
        }
      });
      return { partNumber: part.number, etag, ...checksum };
    } catch (error) {
      const mayRepeat = error instanceof StorageError && (error.isExpired || error.isCorrupt);
      if (!mayRepeat || signatures >= maxSignatures) throw error;
      ready = await makeReady(context, target, part);
    }
  }
}

async function putPart(context: UploadContext, recordingId: string, { url, headers }: SignedChunk, number: number, body: Blob): Promise<string> {
  const { signal, settings } = context;
  context.progress(number, 0);
  const onProgress = (sent: number) => context.progress(number, Math.min(sent, body.size));
  const response = await put(url, body, { headers, signal, onProgress, stallTimeout: settings.stallTimeout });
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
