import { signChunk } from './api/signChunk';
import type { Part } from './parts';
import { put, type PutResponse } from './put';
import { StorageError, storageErrorOf } from './StorageError';
import type { UploadContext } from './UploadContext';

const resumeIncomplete = 308;

/**
 * Sends the parts one after another to one session URL (`gcp`). The `Range` header of a 308 response says how much is stored, which may be
 * less than was sent. After an error the position is queried before anything is sent again.
 */
export async function sendSerial(context: UploadContext, recordingId: string, file: Blob, parts: readonly Part[], isResumed: boolean): Promise<void> {
  const url = await context.callApi(signal => signChunk(recordingId, 1, parts[0]?.end ?? 0, signal));
  const chunkSize = parts[0]?.end ?? file.size;
  let position = isResumed ? await context.sendPart(() => queryPosition(context, url, file.size)) : 0;
  let mustQuery = false;
  while (position < file.size) {
    position = await context.sendPart(async () => {
      if (mustQuery) position = await queryPosition(context, url, file.size);
      if (position >= file.size) return position;
      mustQuery = true;
      const next = await putFrom(context, url, file, position, Math.min(position + chunkSize, file.size));
      mustQuery = false;
      return next;
    });
  }
}

async function putFrom(context: UploadContext, url: string, file: Blob, start: number, end: number): Promise<number> {
  const { signal, settings } = context;
  const onProgress = (bytes: number) => context.progress(0, Math.min(start + bytes, end));
  const headers = { 'content-range': `bytes ${start}-${end - 1}/${file.size}` };
  const response = await put(url, file.slice(start, end), { headers, signal, onProgress, stallTimeout: settings.stallTimeout });
  return positionOf(context, response, file.size);
}

async function queryPosition(context: UploadContext, url: string, fileSize: number): Promise<number> {
  const { signal, settings } = context;
  const headers = { 'content-range': `bytes */${fileSize}` };
  return positionOf(context, await put(url, new Blob(), { headers, signal, stallTimeout: settings.stallTimeout }), fileSize);
}

function positionOf(context: UploadContext, response: PutResponse, fileSize: number): number {
  const position = readPosition(response, fileSize);
  context.progress(0, position);
  return position;
}

function readPosition(response: PutResponse, fileSize: number): number {
  if (response.status === 200 || response.status === 201) return fileSize;
  if (response.status !== resumeIncomplete) throw storageErrorOf(response);
  if (response.range === null) return 0;
  const last = /^bytes=0-(\d+)$/.exec(response.range)?.[1];
  if (last === undefined) throw new StorageError(500, `The storage responded with an invalid Range header: ${response.range}.`);
  return Number(last) + 1;
}
