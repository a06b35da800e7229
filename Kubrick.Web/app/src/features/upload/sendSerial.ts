import { signChunk } from './api/signChunk';
import type { Part } from './parts';
import { putChunk, queryPosition, type SessionPosition } from './sessionChunk';
import { StorageError } from './StorageError';
import type { UploadContext } from './UploadContext';

/** Sends the parts one after another to one session URL (`gcp`). After an error the position is queried before anything is sent again. */
export async function sendSerial(context: UploadContext, recordingId: string, file: Blob, parts: readonly Part[], isResumed: boolean): Promise<void> {
  const url = await context.callApi(signal => signChunk(recordingId, 1, parts[0]?.end ?? 0, signal));
  const chunkSize = parts[0]?.end ?? file.size;
  const options = { signal: context.signal, stallTimeout: context.settings.stallTimeout };

  const report = (position: SessionPosition) => {
    context.progress(0, position.bytes);
    return position;
  };
  const query = async () => report(await queryPosition(url, file.size, options));
  const send = async (start: number) => {
    const end = Math.min(start + chunkSize, file.size);
    const onProgress = (bytes: number) => context.progress(0, Math.min(start + bytes, end));
    return report(await putChunk(url, file.slice(start, end), start, file.size, { ...options, onProgress }));
  };

  // All bytes are stored, but the file is not: the query itself completes it.
  const finish = async () => {
    const position = await query();
    if (!position.isComplete) throw new StorageError(503, 'The storage has all bytes but did not store the file.');
    return position;
  };

  let position: SessionPosition = isResumed ? await context.sendPart(query) : { bytes: 0, isComplete: false };
  let mustQuery = false;
  while (!position.isComplete) {
    position = await context.sendPart(async () => {
      if (mustQuery) position = await query();
      if (position.isComplete) return position;
      mustQuery = true;
      const next = await (position.bytes < file.size ? send(position.bytes) : finish());
      mustQuery = false;
      return next;
    });
  }
}
