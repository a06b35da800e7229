import { request } from '../../../api/request';
import type { StreamState } from './stream';

/** GET /api/streams/:id */
export async function getStream(recordingId: string, signal?: AbortSignal): Promise<StreamState> {
  const { data } = await request<{ data: { attributes: StreamState } }>(`/api/streams/${encodeURIComponent(recordingId)}`, { signal });
  return data.attributes;
}
