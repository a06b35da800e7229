import { request } from '../../../api/request';

/** POST /api/upload/chunk-url: signs the URL for one part. */
export async function signChunk(recordingId: string, partNumber: number, chunkSize: number, signal?: AbortSignal): Promise<string> {
  const body = { recordingId, partNumber, chunkSize };
  const { uploadUrl } = await request<{ uploadUrl: string }>('/api/upload/chunk-url', { method: 'POST', as: 'json', body, signal });
  return uploadUrl;
}
