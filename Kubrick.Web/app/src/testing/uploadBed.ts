import { createHash, randomBytes } from 'node:crypto';
import type { UploadSettings } from '../features/upload/UploadContext';
import { UploadEngine } from '../features/upload/UploadEngine';
import type { UploadJob } from '../features/upload/UploadJob';
import type { FakeBackend, Fault, SeenRequest } from './FakeBackend';
import { someSession } from './someSession';

/** An upload of random bytes with short retry delays. */
export function createUpload(size: number, { job = {}, settings = {} }: { job?: Partial<UploadJob>; settings?: Partial<UploadSettings> } = {}) {
  const bytes = randomBytes(size);
  const upload = new UploadEngine(
    {
      file: new Blob([bytes]),
      contentType: 'video/webm',
      duration: 12.5,
      recording: {
        title: 'A talk',
        recorderName: 'Ada',
        metadata: { project: 'x' },
        quality: '720p',
        mimeType: 'video/webm',
        playbackFormat: 'video',
        recordedAt: new Date().toISOString(),
        sessionInfo: someSession,
      },
      ...job,
    },
    { firstRetryDelay: 1, stallTimeout: 20_000, ...settings },
  );
  return { upload, bytes };
}

export const sha256 = (bytes: Uint8Array | null | undefined) => createHash('sha256').update(bytes ?? '').digest('hex');
export const onlyRecording = (backend: FakeBackend) => [...backend.recordings.values()][0];
export const isPart = ({ method, path }: SeenRequest) => method === 'PUT' && /^\/objects\/[0-9a-f]+\/\d+$/.test(path);

/** The fault for the first `times` requests that match. */
export function failing(times: number, matches: (request: SeenRequest) => boolean, fault: Fault) {
  let left = times;
  return (request: SeenRequest) => (matches(request) && left-- > 0 ? fault : undefined);
}
