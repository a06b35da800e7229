import { describe, expect, it } from 'vitest';
import type { Fault } from '../../testing/FakeBackend';
import { failing, makeUpload, onlyRecording as recordingOf, sha256 } from '../../testing/uploadBed';
import { withFakeBackend } from '../../testing/withFakeBackend';

const backend = withFakeBackend();
const onlyRecording = () => recordingOf(backend);

describe('an upload to one session address', () => {
  it.each([1, 100_000, 350_000])('sends %i bytes in order', async size => {
    backend.provider = 'gcp';
    const { upload, bytes } = makeUpload(size);
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'done' });
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('asks what arrived after a fault, and sends the rest only', async () => {
    backend.provider = 'gcp';
    const { upload, bytes } = makeUpload(350_000);
    backend.fault = failing(1, ({ headers }) => headers['content-range'] === 'bytes 100000-199999/350000', { kind: 'lost-answer' });
    await upload.start();

    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
    const ranges = backend.seen.filter(({ method }) => method === 'PUT').map(({ headers }) => headers['content-range']);
    expect(ranges).toEqual(['bytes 0-99999/350000', 'bytes 100000-199999/350000', 'bytes */350000', 'bytes 200000-299999/350000', 'bytes 300000-349999/350000']);
  });

  it('sends again what the storage did not keep', async () => {
    backend.provider = 'gcp';
    const { upload, bytes } = makeUpload(250_000);
    const short: Fault = { kind: 'answer', status: 308, headers: { range: 'bytes=0-49999' } };
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
