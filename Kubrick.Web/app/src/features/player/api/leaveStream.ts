import { request } from '../../../api/request';

/** DELETE /api/streams/:id/viewer. With `keepalive`, so that it is sent while the page unloads. */
export async function leaveStream(recordingId: string, viewerId: string): Promise<void> {
  await request(`/api/streams/${encodeURIComponent(recordingId)}/viewer`, { method: 'DELETE', body: { viewerId }, as: 'json', keepalive: true });
}
