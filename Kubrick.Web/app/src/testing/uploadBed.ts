import { createHash, randomBytes } from 'node:crypto';
import { Growth } from '../features/upload/Growth';
import type { UploadSettings } from '../features/upload/UploadContext';
import { UploadEngine } from '../features/upload/UploadEngine';
import type { UploadJob } from '../features/upload/UploadJob';
import { blobSource, type UploadSource } from '../features/upload/UploadSource';
import type { FakeBackend, Fault, SeenRequest } from './FakeBackend';
import { someSession } from './someSession';

interface Overrides {
  readonly job?: Partial<UploadJob>;
  readonly settings?: Partial<UploadSettings>;
}

/** An upload with short retry delays. */
function uploadOf(source: UploadSource, sha: () => string, { job = {}, settings = {} }: Overrides): UploadEngine {
  return new UploadEngine(
    {
      source,
      contentType: () => 'video/webm',
      describe: () =>
        Promise.resolve({
          title: 'A talk',
          recorderName: 'Ada',
          metadata: { project: 'x' },
          quality: '720p',
          mimeType: 'video/webm',
          playbackFormat: 'video',
          recordedAt: new Date().toISOString(),
          sessionInfo: someSession,
        }),
      conclude: () => Promise.resolve({ duration: 12.5, sha256: sha(), changes: null }),
      ...job,
    },
    { firstRetryDelay: 1, stallTimeout: 20_000, thumbnailTimeout: 20_000, ...settings },
  );
}

/** An upload of random bytes. */
export function createUpload(size: number, overrides: Overrides = {}) {
  const bytes = randomBytes(size);
  const upload = uploadOf(blobSource(new Blob([bytes])), () => sha256(bytes), overrides);
  return { upload, bytes };
}

/** The bytes of a recording that runs: the test appends to them. Counts the pieces that were read. */
export class GrowingSource implements UploadSource {
  readonly #growth = new Growth();
  #content = Buffer.alloc(0);
  reads = 0;

  get bytes(): number {
    return this.#growth.bytes;
  }

  get isFinished(): boolean {
    return this.#growth.isFinished;
  }

  get content(): Buffer {
    return this.#content;
  }

  append(count: number): void {
    this.#content = Buffer.concat([this.#content, randomBytes(count)]);
    this.#growth.add(count);
  }

  finish(): void {
    this.#growth.finish();
  }

  waitFor(count: number, signal: AbortSignal): Promise<void> {
    return this.#growth.waitFor(count, signal);
  }

  /** Every 1,000 bytes are a second. */
  secondsAt(bytes: number): number | null {
    return bytes / 1_000;
  }

  read(start: number, end: number): Promise<ArrayBuffer> {
    this.reads++;
    return Promise.resolve(new Uint8Array(this.#content.subarray(start, end)).buffer);
  }
}

/** An upload of a recording that runs. */
export function createGrowingUpload(overrides: Overrides = {}) {
  const source = new GrowingSource();
  const upload = uploadOf(source, () => sha256(source.content), overrides);
  return { upload, source };
}

export const sha256 = (bytes: Uint8Array | null | undefined) => createHash('sha256').update(bytes ?? '').digest('hex');
export const onlyRecording = (backend: FakeBackend) => [...backend.recordings.values()][0];
export const isPart = ({ method, path }: SeenRequest) => method === 'PUT' && /^\/objects\/[0-9a-f]+\/\d+$/.test(path);

/** The fault for the first `times` requests that match. */
export function failing(times: number, matches: (request: SeenRequest) => boolean, fault: Fault) {
  let left = times;
  return (request: SeenRequest) => (matches(request) && left-- > 0 ? fault : undefined);
}
