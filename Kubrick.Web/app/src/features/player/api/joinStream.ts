import { request } from '../../../api/request';

export interface ViewerRegistration {
  readonly viewerId: string;
  readonly viewerCount: number;
}

/** POST /api/streams/:id/viewer: registers a viewer or renews the registration. */
export async function joinStream(recordingId: string, viewerId: string): Promise<ViewerRegistration> {
  const response = await request<{ data: { attributes: ViewerRegistration } }>(`/api/streams/${encodeURIComponent(recordingId)}/viewer`, {
    method: 'POST',
    body: { viewerId },
    as: 'json',
  });
  return response.data.attributes;
}
