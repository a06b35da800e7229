import { request } from '../../../api/request';
import type { UploadSession } from './uploadSession';

/** POST /api/upload/init-chunked. Asking again with the same size gives the session that is open already. */
export async function initChunked(recordingId: string, contentType: string, fileSize: number, signal?: AbortSignal): Promise<UploadSession> {
  return await request('/api/upload/init-chunked', { method: 'POST', as: 'json', body: { recordingId, contentType, fileSize }, signal });
}
