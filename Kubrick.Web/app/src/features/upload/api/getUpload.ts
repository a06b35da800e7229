import { request } from '../../../api/request';
import type { StoredPart, StoredUpload } from './uploadSession';

interface Response {
  status?: string;
  uploadId?: string | null;
  fileSize?: number | null;
  totalChunks?: number | null;
  recovered?: boolean;
  parts?: readonly StoredPart[] | null;
}

/** GET /api/upload/:recordingId: the stored parts so far. */
export async function getUpload(recordingId: string, signal?: AbortSignal): Promise<StoredUpload> {
  const response = await request<Response>(`/api/upload/${encodeURIComponent(recordingId)}`, { as: 'json', signal });
  const { status = '', uploadId = null, fileSize = null, totalChunks = null, recovered = false, parts } = response;
  return { status, uploadId, fileSize, isSized: totalChunks !== null, isRecovered: recovered, parts: parts ?? [] };
}
