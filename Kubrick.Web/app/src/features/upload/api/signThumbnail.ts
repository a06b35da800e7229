import { request } from '../../../api/request';

/** POST /api/upload/thumbnail-url: signs the URL for the thumbnail. */
export async function signThumbnail(recordingId: string, signal?: AbortSignal): Promise<string> {
  const { uploadUrl } = await request<{ uploadUrl: string }>('/api/upload/thumbnail-url', { method: 'POST', as: 'json', body: { recordingId }, signal });
  return uploadUrl;
}
