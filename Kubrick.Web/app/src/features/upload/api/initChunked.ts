import { request } from '../../../api/request';
import type { UploadSession } from './uploadSession';

/**
 * POST /api/upload/init-chunked: opens an upload session. A second call with the same size returns the open session.
 * @param fileSize Null opens an open-ended session, whose size is sent when it completes.
 */
export async function initChunked(recordingId: string, contentType: string, fileSize: number | null, signal?: AbortSignal): Promise<UploadSession> {
  const body = { recordingId, contentType, ...(fileSize !== null && { fileSize }) };
  return await request('/api/upload/init-chunked', { method: 'POST', as: 'json', body, signal });
}
