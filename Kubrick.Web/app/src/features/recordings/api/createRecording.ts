import { request } from '../../../api/request';
import type { BrowserSession } from '../../session/describeBrowser';
import { fromResource, type Quality, type Recording, type RecordingResource } from './recording';

export interface NewRecording {
  /** If omitted, the server derives one from the date. */
  readonly title?: string;
  readonly recorderName: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly quality: Quality;
  readonly mimeType: string;
  readonly playbackFormat: 'video' | 'hls';
  readonly recordedAt: string;
  readonly sessionInfo: BrowserSession;
}

/** POST /api/recordings */
export async function createRecording(attributes: NewRecording, signal?: AbortSignal): Promise<Recording> {
  const body = { data: { type: 'recordings', attributes } };
  const response = await request<{ data: RecordingResource }>('/api/recordings', { method: 'POST', body, signal });
  return fromResource(response.data);
}
