import { request } from '../../../api/request';
import type { StoredPart, StoredUpload } from './uploadSession';

interface Response {
  status?: string;
  uploadId?: string | null;
  fileSize?: number | null;
  parts?: readonly StoredPart[] | null;
}

/** GET /api/upload/:recordingId: the stored parts so far. */
export async function getUpload(recordingId: string, signal?: AbortSignal): Promise<StoredUpload> {
  const { status = '', uploadId = null, fileSize = null, parts } = await request<Response>(`/api/upload/${encodeURIComponent(recordingId)}`, { as: 'json', signal });
  return { status, uploadId, fileSize, parts: parts ?? [] };
}
