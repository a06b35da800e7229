import { request } from '../../../api/request';

/** The checksums of a part in hex. The storage refuses other bytes. */
export interface PartChecksum {
  readonly sha256?: string;
  readonly md5?: string;
}

/** What the server may know about a part: if this browser does not return, the recording says how much is missing. */
export interface RecordedPart {
  /** The recorded time so far, in seconds. */
  readonly recordedSeconds?: number;
  /** The recorded time at the end of the part, in seconds. */
  readonly endSeconds?: number;
}

/** A signed URL, and the headers that the PUT must have. */
export interface SignedChunk {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** POST /api/upload/chunk-url: signs the URL for one part. */
export async function signChunk(
  recordingId: string,
  partNumber: number,
  chunkSize: number,
  checksum: PartChecksum,
  recorded: RecordedPart,
  signal?: AbortSignal,
): Promise<SignedChunk> {
  const body = { recordingId, partNumber, chunkSize, ...checksum, ...recorded };
  const response = await request<{ uploadUrl: string; headers?: Record<string, string> }>('/api/upload/chunk-url', { method: 'POST', as: 'json', body, signal });
  return { url: response.uploadUrl, headers: response.headers ?? {} };
}
