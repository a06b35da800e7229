import { signChunk } from './api/signChunk';
import { recordedPart } from './progressNotes';
import { putChunk, queryPosition, type SessionPosition } from './sessionChunk';
import { StorageError } from './StorageError';
import type { UploadContext } from './UploadContext';
import { serverHasMore } from './uploadErrors';
import type { UploadSource } from './UploadSource';

/**
 * Sends the parts one after another to one session URL (`gcp`), as soon as they are full; while the source grows, its size is unknown. After an error the position is
 * queried before anything is sent again.
 */
export async function sendSerial(context: UploadContext, recordingId: string, source: UploadSource, chunkSize: number, isResumed: boolean): Promise<void> {
  const { url } = await context.callApi(signal => signChunk(recordingId, 1, chunkSize, {}, recordedPart(source, source.bytes < chunkSize ? null : chunkSize), signal));
  const options = { signal: context.signal, stallTimeout: context.settings.stallTimeout };

  const report = (position: SessionPosition, total: number | null) => {
    if (position.isComplete && total === null) throw new StorageError(410, 'The storage ended the upload before the recording ended.');
    if (position.isComplete && position.bytes !== total) throw new StorageError(410, `The storage ended the upload with ${position.bytes} of ${total} bytes.`);
    context.position(position.bytes);
    return position;
  };
  const query = async (total: number | null) => report(await queryPosition(url, total, options), total);
  const send = async (start: number, end: number, total: number | null) => {
    const chunk = new Blob([await source.read(start, end)]);
    const onProgress = (sent: number) => context.position(start, Math.min(sent, end - start));
    return report(await putChunk(url, chunk, start, total, { ...options, onProgress }), total);
  };

  let position: SessionPosition = { bytes: 0, isComplete: false };
  let mustQuery = isResumed;
  while (!position.isComplete) {
    const known = position;
    await source.waitFor(known.bytes + chunkSize, context.signal);
    position = await context.sendPart(async () => {
      const total = source.isFinished ? source.bytes : null;
      const before = mustQuery ? await query(total) : known;
      mustQuery = false;
      if (total !== null && before.bytes > total) throw new Error(serverHasMore);
      const end = Math.min(before.bytes + chunkSize, source.bytes);
      // Only the last chunk may have another size.
      if (before.isComplete || (total === null && end - before.bytes < chunkSize)) return before;
      mustQuery = true;
      const isSent = end > before.bytes;
      // When all bytes are stored, but the file is not, the query itself completes it.
      const after = isSent ? await send(before.bytes, end, total) : await finish(total);
      // It is retried like any other temporary error: after a delay, and from the position that the storage reports.
      if (isSent && !after.isComplete && after.bytes <= before.bytes) throw new StorageError(503, 'The storage stored nothing of what was sent.');
      mustQuery = false;
      return after;
    });
  }

  async function finish(total: number | null): Promise<SessionPosition> {
    const after = await query(total);
    if (!after.isComplete) throw new StorageError(503, 'The storage has all bytes but did not store the file.');
    return after;
  }
}
