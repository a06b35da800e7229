import { describe, expect, it } from 'vitest';
import type { Fault } from '../../testing/FakeBackend';
import { failing, createUpload, onlyRecording as recordingOf, sha256 } from '../../testing/uploadBed';
import { withFakeBackend } from '../../testing/withFakeBackend';

const backend = withFakeBackend();
const onlyRecording = () => recordingOf(backend);

describe('an upload to one session URL', () => {
  it.each([1, 100_000, 350_000])('sends %i bytes in order', async size => {
    backend.provider = 'gcp';
    const { upload, bytes } = createUpload(size);
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'done' });
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('queries the position after an error, and sends only the rest', async () => {
    backend.provider = 'gcp';
    const { upload, bytes } = createUpload(350_000);
    backend.fault = failing(1, ({ headers }) => headers['content-range'] === 'bytes 100000-199999/350000', { kind: 'lost-response' });
    await upload.start();

    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
    const ranges = backend.seen.filter(({ method }) => method === 'PUT').map(({ headers }) => headers['content-range']);
    expect(ranges).toEqual(['bytes 0-99999/350000', 'bytes 100000-199999/350000', 'bytes */350000', 'bytes 200000-299999/350000', 'bytes 300000-349999/350000']);
  });

  it('sends bytes again that the storage did not store', async () => {
    backend.provider = 'gcp';
    const { upload, bytes } = createUpload(250_000);
    const short: Fault = { kind: 'response', status: 308, headers: { range: 'bytes=0-49999' } };
    backend.fault = request => {
      if (request.headers['content-range'] !== 'bytes 0-99999/250000') return undefined;
      const recording = onlyRecording();
      if (recording) recording.media = Buffer.from(request.body.subarray(0, 50_000));
      return short;
    };
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });
});
