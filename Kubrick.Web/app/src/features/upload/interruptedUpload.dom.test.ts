import { waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { errorDocument, type Fault } from '../../testing/FakeBackend';
import { createUpload, failing, isPart, onlyRecording as recordingOf, sha256 } from '../../testing/uploadBed';
import { reportViolation } from '../../testing/violation';
import { withFakeBackend } from '../../testing/withFakeBackend';

const backend = withFakeBackend();
const onlyRecording = () => recordingOf(backend);

describe('an upload that is interrupted', () => {
  it.each(['init-chunked', 'chunk-url', 'complete-chunked'])('repeats %s when its response is lost', async action => {
    const { upload, bytes } = createUpload(150_000);
    backend.fault = failing(1, ({ path }) => path.endsWith(action), { kind: 'lost-response' });
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('reports the title and detail of an error response', async () => {
    const { upload } = createUpload(10);
    backend.fault = failing(1, ({ path }) => path === '/api/recordings', { kind: 'response', status: 422, body: errorDocument(422, 'VALIDATION_ERROR', 'The name is too long.', '/data/attributes/recorderName') });
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'failed', error: { title: 'The request was rejected', detail: 'The name is too long.', isAboutDetails: true } });
  });

  it.each<[string, Fault]>([
    ['before', { kind: 'silence' }],
    ['after', { kind: 'reset' }],
  ])('ends with a reason when the browser blocks the storage, reported %s the request fails', async (order, fault) => {
    const { upload } = createUpload(10);
    backend.fault = request => {
      if (!isPart(request)) return undefined;
      setTimeout(() => reportViolation(`${backend.origin}${request.path}`), order === 'after' ? 10 : 0);
      return fault;
    };
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'failed', error: { title: 'The browser blocks the storage' } });
    expect(upload.getSnapshot().error?.detail).toContain(backend.origin);
    expect(backend.count('PUT', /./)).toBe(1);
  });

  it('waits while offline and resumes when online', async () => {
    let goOnline: () => void = () => undefined;
    const online = new Promise<void>(resolve => (goOnline = resolve));
    const connectivity = { isOnline: true, untilOnline: () => online };
    const { upload } = createUpload(10, { settings: { connectivity } });
    backend.fault = request => {
      if (!isPart(request) || backend.count('PUT', /./) > 1) return undefined;
      connectivity.isOnline = false;
      return { kind: 'reset' };
    };
    const done = upload.start();
    await waitFor(() => expect(upload.getSnapshot().waiting).toBe('network'));
    connectivity.isOnline = true;
    goOnline();
    await done;

    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', waiting: null });
  });

  it('stops when cancelled, discards the parts, and can be restarted', async () => {
    const { upload, bytes } = createUpload(250_000);
    backend.fault = request => (isPart(request) ? { kind: 'silence' } : undefined);
    const run = upload.start();
    await waitFor(() => expect(backend.count('PUT', /./)).toBe(3));
    await upload.cancel();
    await run;
    expect(upload.getSnapshot()).toMatchObject({ phase: 'cancelled', error: null });
    expect(onlyRecording()).toMatchObject({ uploadId: null, attributes: { status: 'error' } });

    backend.fault = () => undefined;
    await upload.start();
    expect(upload.getSnapshot().phase).toBe('done');
    expect(backend.recordings.size).toBe(1);
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('stores the thumbnail, and ignores a failure to do so', async () => {
    const thumbnail = Promise.resolve(new Blob(['jpeg'], { type: 'image/jpeg' }));
    const first = createUpload(10, { job: { thumbnail: () => thumbnail } });
    await first.upload.start();
    expect(onlyRecording()?.attributes).toHaveProperty('thumbnailUrl');
    expect(backend.seen.find(({ path }) => path.endsWith('/thumbnail'))?.headers['content-type']).toBe('image/jpeg');

    backend.fault = ({ path }) => (path.includes('thumbnail') ? { kind: 'response', status: 500 } : undefined);
    const second = createUpload(10, { job: { thumbnail: () => thumbnail } });
    await second.upload.start();
    expect(second.upload.getSnapshot().phase).toBe('done');
  });

  it('does not wait for a thumbnail that the storage does not take', async () => {
    backend.fault = ({ path }) => (path.endsWith('/thumbnail') ? { kind: 'silence' } : undefined);
    const thumbnail = () => Promise.resolve(new Blob(['jpeg'], { type: 'image/jpeg' }));
    const { upload } = createUpload(10, { job: { thumbnail }, settings: { thumbnailTimeout: 100, stallTimeout: 600_000 } });
    await upload.start();
    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', isVerified: true });
  });

  it('does not wait for a browser that makes no thumbnail', async () => {
    const { upload } = createUpload(10, { job: { thumbnail: () => new Promise(() => undefined) }, settings: { thumbnailTimeout: 100 } });
    await upload.start();
    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', isVerified: true });
  });

  it('reports growing progress that ends at the file size', async () => {
    const { upload } = createUpload(350_000);
    const seen: number[] = [];
    upload.subscribe(() => seen.push(upload.getSnapshot().sentBytes));
    await upload.start();

    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(350_000);
  });
});
