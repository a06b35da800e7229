import { request } from '../../../api/request';

/** POST /api/upload/abort-chunked: discards the uploaded parts. */
export async function abortChunked(recordingId: string, signal?: AbortSignal): Promise<void> {
  await request('/api/upload/abort-chunked', { method: 'POST', as: 'json', body: { recordingId }, signal });
}
