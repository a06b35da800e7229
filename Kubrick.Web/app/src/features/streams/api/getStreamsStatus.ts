import { request } from '../../../api/request';
import type { StreamsStatus } from './stream';

/** GET /api/streams/status */
export async function getStreamsStatus(signal?: AbortSignal): Promise<StreamsStatus> {
  const { data } = await request<{ data: { attributes: StreamsStatus } }>('/api/streams/status', { signal });
  return data.attributes;
}
