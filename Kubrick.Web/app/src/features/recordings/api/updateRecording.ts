import { request } from '../../../api/request';
import { fromResource, type Recording, type RecordingResource, type RecordingStatus } from './recording';

export interface RecordingChanges {
  readonly title?: string;
  readonly status?: RecordingStatus;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** PATCH /api/recordings/:id */
export async function updateRecording(id: string, attributes: RecordingChanges, signal?: AbortSignal): Promise<Recording> {
  const body = { data: { type: 'recordings', id, attributes } };
  const response = await request<{ data: RecordingResource }>(`/api/recordings/${encodeURIComponent(id)}`, { method: 'PATCH', body, signal });
  return fromResource(response.data);
}
