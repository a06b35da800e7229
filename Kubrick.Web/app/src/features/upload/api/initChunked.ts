import { request } from '../../../api/request';
import type { UploadSession } from './uploadSession';

/** POST /api/upload/init-chunked: opens an upload session. A second call with the same size returns the open session. */
export async function initChunked(recordingId: string, contentType: string, fileSize: number, signal?: AbortSignal): Promise<UploadSession> {
  return await request('/api/upload/init-chunked', { method: 'POST', as: 'json', body: { recordingId, contentType, fileSize }, signal });
}
