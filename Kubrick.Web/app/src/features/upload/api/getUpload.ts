import { request } from '../../../api/request';
import type { StoredPart, UploadProgress } from './uploadSession';

interface Answer {
  status?: string;
  uploadId?: string | null;
  parts?: readonly StoredPart[] | null;
}

/** GET /api/upload/:recordingId: what arrived so far. */
export async function getUpload(recordingId: string, signal?: AbortSignal): Promise<UploadProgress> {
  const { status = '', uploadId = null, parts } = await request<Answer>(`/api/upload/${encodeURIComponent(recordingId)}`, { as: 'json', signal });
  return { status, uploadId, parts: parts ?? [] };
}
