import { request } from '../../../api/request';

export interface PartTag {
  readonly partNumber: number;
  readonly etag: string;
}

/** POST /api/upload/complete-chunked: joins the parts. Idempotent. */
export async function completeChunked(recordingId: string, parts: readonly PartTag[], duration: number, signal?: AbortSignal): Promise<string> {
  const body = { recordingId, parts, duration };
  // Joining the parts of a large file may take a while.
  const options = { method: 'POST', as: 'json', body, signal, timeout: 180_000 } as const;
  return (await request<{ status: string }>('/api/upload/complete-chunked', options)).status;
}
