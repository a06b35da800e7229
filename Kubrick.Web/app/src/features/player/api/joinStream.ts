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
    // A registration lives for 30 s: a request that is lost must not outlast it.
    timeout: 10_000,
    as: 'json',
  });
  return response.data.attributes;
}
