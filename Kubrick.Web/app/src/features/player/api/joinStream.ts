import { request } from '../../../api/request';

export interface ViewerRegistration {
  readonly viewerId: string;
  readonly viewerCount: number;
}

/** POST /api/streams/:id/viewer: joins, or renews. */
export async function joinStream(recordingId: string, viewerId: string): Promise<ViewerRegistration> {
  const answer = await request<{ data: { attributes: ViewerRegistration } }>(`/api/streams/${encodeURIComponent(recordingId)}/viewer`, {
    method: 'POST',
    body: { viewerId },
    as: 'json',
  });
  return answer.data.attributes;
}
