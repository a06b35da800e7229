import { request } from '../../../api/request';

/** DELETE /api/recordings/:id */
export async function deleteRecording(id: string, signal?: AbortSignal): Promise<void> {
  await request<undefined>(`/api/recordings/${encodeURIComponent(id)}`, { method: 'DELETE', signal });
}
