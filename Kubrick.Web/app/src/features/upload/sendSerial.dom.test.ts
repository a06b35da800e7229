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

  it('waits before it sends again what the storage did not store, and asks for the position first', async () => {
    backend.provider = 'gcp';
    const { upload, bytes } = createUpload(250_000);
    const waits = new Set<unknown>();
    upload.subscribe(() => waits.add(upload.getSnapshot().waiting));
    backend.fault = failing(3, ({ headers }) => headers['content-range'] === 'bytes 0-99999/250000', { kind: 'response', status: 308 });
    await upload.start();

    expect(waits).toContain('retry');
    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', isVerified: true });
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
    const ranges = backend.seen.filter(({ method }) => method === 'PUT').map(({ headers }) => headers['content-range']);
    expect(ranges.slice(0, 4)).toEqual(['bytes 0-99999/250000', 'bytes */250000', 'bytes 0-99999/250000', 'bytes */250000']);
  });

  it('starts over when the storage has completed the session with fewer bytes', async () => {
    backend.provider = 'gcp';
    const { upload, bytes } = createUpload(250_000);
    backend.fault = request => {
      if (request.headers['content-range'] !== 'bytes 100000-199999/250000' || backend.count('PUT', /./) > 2) return undefined;
      // The server gave this browser up, and completed what had arrived; the recording is not reported yet.
      Object.assign(onlyRecording() ?? {}, { uploadId: null, media: null });
      Object.assign(onlyRecording()?.attributes ?? {}, { status: 'error' });
      return { kind: 'response', status: 200, body: { size: '100000' } };
    };
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', isVerified: true });
    expect(backend.recordings.size).toBe(1);
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('changes nothing if the server has more than this browser', async () => {
    backend.provider = 'gcp';
    const recording = backend.add({ status: 'uploading', recorderName: 'Ada' });
    Object.assign(recording, { uploadId: 'open', media: Buffer.alloc(100_001), fileSize: null });
    const { upload } = createUpload(100_000, { job: { recordingId: recording.id } });
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'failed', error: { detail: expect.stringContaining('has more of this recording') as string } });
    expect(recording.media).toHaveLength(100_001);
    expect(recording.attributes.status).toBe('uploading');
  });
});
