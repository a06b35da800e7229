import { request } from '../../../api/request';
import type { PauseAttributes } from '../../recordings/api/pauses';
import type { PartChecksum } from './signChunk';

/** A stored part, with the checksums of the bytes that were sent in this visit. */
export interface PartTag extends PartChecksum {
  readonly partNumber: number;
  readonly etag: string;
}

export interface CompletedFile {
  readonly parts: readonly PartTag[];
  readonly fileSize: number;
  /** In seconds. */
  readonly duration: number;
  /** How long the recorder has recorded, in seconds, where the file has less. */
  readonly recordedSeconds?: number | undefined;
  /** SHA-256 of the whole file in hex; null if unknown. */
  readonly sha256: string | null;
  /** Null if the recorder did not pause. */
  readonly pauses: PauseAttributes | null;
}

/** POST /api/upload/complete-chunked: joins the parts. Idempotent. */
export async function completeChunked(recordingId: string, { sha256, pauses, ...file }: CompletedFile, signal?: AbortSignal): Promise<string> {
  const body = { recordingId, ...file, ...(sha256 !== null && { sha256 }), ...pauses };
  // Joining the parts of a large file may take a while.
  const options = { method: 'POST', as: 'json', body, signal, timeout: 180_000 } as const;
  return (await request<{ status: string }>('/api/upload/complete-chunked', options)).status;
}
