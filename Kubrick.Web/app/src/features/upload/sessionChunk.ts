import { put, type PutOptions, type PutResponse } from './put';
import { StorageError, storageErrorOf } from './StorageError';

const resumeIncomplete = 308;

/** What a session has stored. */
export interface SessionPosition {
  readonly bytes: number;
  /** Whether the object is stored, so that nothing is left to send. */
  readonly isComplete: boolean;
}

type SessionOptions = Omit<PutOptions, 'headers'>;

/**
 * Sends one chunk to a session of Google Cloud Storage. It may store less than was sent, so the bytes are kept until the position is beyond them.
 * @param start The chunk's position in the file.
 * @param total The file's size; null while it is unknown. Without it, a chunk is a multiple of 256 KiB.
 * @throws StorageError
 */
export async function putChunk(url: string, chunk: Blob, start: number, total: number | null, options: SessionOptions): Promise<SessionPosition> {
  const end = start + chunk.size;
  const headers = { 'content-range': `bytes ${start}-${end - 1}/${total ?? '*'}` };
  return positionOf(await put(url, chunk, { ...options, headers }), total ?? end);
}

/**
 * Asks a session what it has stored: after an error, a lost answer or a reload.
 * @param total The file's size; null while it is unknown.
 * @throws StorageError
 */
export async function queryPosition(url: string, total: number | null, options: SessionOptions): Promise<SessionPosition> {
  return positionOf(await put(url, new Blob(), { ...options, headers: { 'content-range': `bytes */${total ?? '*'}` } }), total ?? 0);
}

function positionOf(response: PutResponse, total: number): SessionPosition {
  if (response.status === 200 || response.status === 201) return { bytes: sizeIn(response.text) ?? total, isComplete: true };
  if (response.status !== resumeIncomplete) throw storageErrorOf(response);
  if (response.range === null) return { bytes: 0, isComplete: false };
  const last = /^bytes=0-(\d+)$/.exec(response.range)?.[1];
  if (last === undefined) throw new StorageError(500, `The storage responded with an invalid Range header: ${response.range}.`);
  return { bytes: Number(last) + 1, isComplete: false };
}

/** The size of the stored object, which the response describes. The session may have been completed by somebody else, with fewer bytes. */
function sizeIn(text: string): number | null {
  try {
    const { size } = JSON.parse(text) as { size?: unknown };
    return typeof size === 'string' && /^\d{1,15}$/.test(size) ? Number(size) : null;
  } catch {
    return null;
  }
}
