import { request } from '../../api/request';

/** What this installation has turned on. */
export interface Features {
  liveStreaming: boolean;
}

interface Answer {
  data: { attributes: Partial<Features> };
}

/** GET /api/features */
export async function getFeatures(signal?: AbortSignal): Promise<Features> {
  const { data } = await request<Answer>('/api/features', { signal });
  return { liveStreaming: data.attributes.liveStreaming === true };
}
