import { request } from '../../../api/request';

export interface PartTag {
  readonly partNumber: number;
  readonly etag: string;
}

/** POST /api/upload/complete-chunked: the parts become one file. Asking again gives the same answer. */
export async function completeChunked(recordingId: string, parts: readonly PartTag[], duration: number, signal?: AbortSignal): Promise<string> {
  const body = { recordingId, parts, duration };
  // The storage may take a while to join a large file.
  const options = { method: 'POST', as: 'json', body, signal, timeout: 180_000 } as const;
  return (await request<{ status: string }>('/api/upload/complete-chunked', options)).status;
}
