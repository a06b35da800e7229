import { request } from '../../../api/request';
import { fromResource, type Recording, type RecordingResource } from './recording';

/** GET /api/recordings/:id */
export async function getRecording(id: string, signal?: AbortSignal): Promise<Recording> {
  const { data } = await request<{ data: RecordingResource }>(`/api/recordings/${encodeURIComponent(id)}`, { signal });
  return fromResource(data);
}
