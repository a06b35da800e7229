import { signChunk } from './api/signChunk';
import type { Part } from './parts';
import { put, type PutAnswer } from './put';
import { StorageError } from './StorageError';
import { storageErrorOf } from './storageErrorOf';
import type { UploadContext } from './UploadContext';

const incomplete = 308;

/**
 * Sends the file part after part to one session address (`gcp`). After 308 the `Range` header says what is stored, which may be
 * less than what was sent; after a fault the storage is asked before anything is sent again.
 */
export async function sendSerial(context: UploadContext, recordingId: string, file: Blob, parts: readonly Part[], isResumed: boolean): Promise<void> {
  const url = await context.ask(signal => signChunk(recordingId, 1, parts[0]?.end ?? 0, signal));
  const chunkSize = parts[0]?.end ?? file.size;
  let position = isResumed ? await context.send(() => askPosition(context, url, file.size)) : 0;
  let mustAsk = false;
  while (position < file.size) {
    position = await context.send(async () => {
      if (mustAsk) position = await askPosition(context, url, file.size);
      if (position >= file.size) return position;
      mustAsk = true;
      const next = await putFrom(context, url, file, position, Math.min(position + chunkSize, file.size));
      mustAsk = false;
      return next;
    });
  }
}

async function putFrom(context: UploadContext, url: string, file: Blob, start: number, end: number): Promise<number> {
  const { signal, settings } = context;
  const onProgress = (bytes: number) => context.progress(0, Math.min(start + bytes, end));
  const headers = { 'content-range': `bytes ${start}-${end - 1}/${file.size}` };
  const answer = await put(url, file.slice(start, end), { headers, signal, onProgress, stallTimeout: settings.stallTimeout });
  return positionOf(context, answer, file.size);
}

async function askPosition(context: UploadContext, url: string, fileSize: number): Promise<number> {
  const { signal, settings } = context;
  const headers = { 'content-range': `bytes */${fileSize}` };
  return positionOf(context, await put(url, new Blob(), { headers, signal, stallTimeout: settings.stallTimeout }), fileSize);
}

function positionOf(context: UploadContext, answer: PutAnswer, fileSize: number): number {
  const position = readPosition(answer, fileSize);
  context.progress(0, position);
  return position;
}

function readPosition(answer: PutAnswer, fileSize: number): number {
  if (answer.status === 200 || answer.status === 201) return fileSize;
  if (answer.status !== incomplete) throw storageErrorOf(answer);
  if (answer.range === null) return 0;
  const last = /^bytes=0-(\d+)$/.exec(answer.range)?.[1];
  if (last === undefined) throw new StorageError(500, `The storage answered with a range that cannot be read: ${answer.range}.`);
  return Number(last) + 1;
}
