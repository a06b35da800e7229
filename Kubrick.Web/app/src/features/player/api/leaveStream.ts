import { request } from '../../../api/request';

/** DELETE /api/streams/:id/viewer; sent even when the page is being left. */
export async function leaveStream(recordingId: string, viewerId: string): Promise<void> {
  await request(`/api/streams/${encodeURIComponent(recordingId)}/viewer`, { method: 'DELETE', body: { viewerId }, as: 'json', keepalive: true });
}
