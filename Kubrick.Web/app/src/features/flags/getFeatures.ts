import { request } from '../../api/request';

/** The features that are turned on. */
export interface Features {
  liveStreaming: boolean;
}

interface Response {
  data: { attributes: Partial<Features> };
}

/** GET /api/features */
export async function getFeatures(signal?: AbortSignal): Promise<Features> {
  const { data } = await request<Response>('/api/features', { signal });
  return { liveStreaming: data.attributes.liveStreaming === true };
}
