import { afterAll, beforeAll, beforeEach, vi } from 'vitest';
import { FakeBackend } from './FakeBackend';

/** Starts a backend for the tests of a file and routes fetch to it. Each test starts with an empty backend without faults. */
export function withFakeBackend(): FakeBackend {
  const backend = new FakeBackend();
  const realFetch = globalThis.fetch;

  beforeAll(() => backend.start());
  afterAll(() => backend.stop());
  beforeEach(() => {
    backend.recordings.clear();
    backend.seen.length = 0;
    backend.streams.all.clear();
    Object.assign(backend, { fault: () => undefined, liveStreaming: false, chunkSize: 100_000, openEndedChunkSize: null, provider: 's3', verifies: true, exposeHeaders: 'ETag, Range' });
    vi.stubGlobal('fetch', (input: string, init?: RequestInit) => realFetch(new URL(input, backend.origin), init));
  });
  return backend;
}
