import { waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { errorDocument } from '../../testing/FakeBackend';
import { createGrowingUpload, createUpload, failing, isPart, onlyRecording as recordingOf, sha256 } from '../../testing/uploadBed';
import { withFakeBackend } from '../../testing/withFakeBackend';

const backend = withFakeBackend();
const onlyRecording = () => recordingOf(backend);
const sentParts = () => onlyRecording()?.parts.size ?? 0;

describe('an upload while recording', () => {
  it.each([0, 1, 60_000])('sends full parts at once, and after the end only the last one (%i bytes)', async rest => {
    const { upload, source } = createGrowingUpload();
    const done = upload.start();
    source.append(250_000);
    await waitFor(() => expect(sentParts()).toBe(2));
    source.append(150_000);
    await waitFor(() => expect(sentParts()).toBe(4));
    expect(upload.getSnapshot()).toMatchObject({ phase: 'uploading', isGrowing: true, status: null });

    const before = backend.count('PUT', /./);
    source.append(rest);
    source.finish();
    await done;

    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', isGrowing: false, isVerified: true, totalBytes: 400_000 + rest, sha256: sha256(source.content) });
    expect(backend.count('PUT', /./) - before).toBe(rest > 0 ? 1 : 0);
    expect(sha256(onlyRecording()?.media)).toBe(sha256(source.content));
  });

  it('asks the server for nothing before there are bytes', async () => {
    const { upload, source } = createGrowingUpload();
    void upload.start();
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(backend.seen).toHaveLength(0);

    source.append(1);
    await waitFor(() => expect(upload.getSnapshot().phase).toBe('uploading'));
    expect(backend.count('PUT', /./)).toBe(0);
    await upload.cancel();
  });

  it('reads no more than the parts that it sends at once, and as many ahead', async () => {
    const { upload, source } = createGrowingUpload();
    backend.fault = request => (isPart(request) ? { kind: 'silence' } : undefined);
    void upload.start();
    source.append(3_000_000);
    await waitFor(() => expect(backend.count('PUT', /./)).toBe(3));
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(source.reads).toBe(6);
    await upload.cancel();
  });

  it('sends a part on any free connection as soon as it is full', async () => {
    const { upload, source } = createGrowingUpload();
    backend.fault = request => (isPart(request) && request.path.endsWith('/1') ? { kind: 'silence' } : undefined);
    void upload.start();
    source.append(100_000);
    await waitFor(() => expect(backend.count('PUT', /./)).toBe(1));
    source.append(500_000);
    await waitFor(() => expect(sentParts()).toBe(5));
    await upload.cancel();
  });

  it('signs anew what was signed before a connection was free, and has expired since', async () => {
    const { upload, bytes } = createUpload(900_000);
    const expired = new Set<string>();
    backend.fault = request => {
      const isFirst = isPart(request) && !expired.has(request.path);
      if (isFirst) expired.add(request.path);
      return isFirst ? { kind: 'response', status: 403 } : undefined;
    };
    await upload.start();
    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', isVerified: true });
    expect(expired.size).toBe(9);
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('survives an outage of the API and the storage', async () => {
    const { upload, source } = createGrowingUpload();
    let isDown = true;
    backend.fault = () => (isDown ? { kind: 'response', status: 503 } : undefined);
    const done = upload.start();
    source.append(250_000);
    await waitFor(() => expect(upload.getSnapshot().waiting).toBe('retry'));
    source.append(250_000);
    source.finish();
    isDown = false;
    await done;

    expect(upload.getSnapshot().phase).toBe('done');
    expect(sha256(onlyRecording()?.media)).toBe(sha256(source.content));
  });

  it('requests a new signature for an expired one', async () => {
    const { upload, source } = createGrowingUpload();
    backend.fault = failing(2, isPart, { kind: 'response', status: 403 });
    const done = upload.start();
    source.append(350_000);
    source.finish();
    await done;
    expect(upload.getSnapshot().phase).toBe('done');
  });

  it('continues after a reload with what the server has', async () => {
    const first = createGrowingUpload();
    void first.upload.start();
    first.source.append(250_000);
    await waitFor(() => expect(sentParts()).toBe(2));
    const { recordingId } = first.upload.getSnapshot();
    const before = backend.count('PUT', /./);

    // The tab died; the disk has more than the server.
    const { source } = first;
    source.append(30_000);
    source.finish();
    const conclude = () => Promise.resolve({ duration: 3, sha256: sha256(source.content), changes: null });
    const resumed = createUpload(0, { job: { source, conclude, ...(recordingId && { recordingId }) } });
    await resumed.upload.start();

    expect(resumed.upload.getSnapshot()).toMatchObject({ phase: 'done', recordingId, isVerified: true });
    expect(backend.recordings.size).toBe(1);
    expect(backend.count('PUT', /./) - before).toBeLessThanOrEqual(2);
    expect(sha256(onlyRecording()?.media)).toBe(sha256(source.content));
  });

  it('repeats the completion when its response is lost', async () => {
    const { upload, source } = createGrowingUpload();
    backend.fault = failing(1, ({ path }) => path.endsWith('complete-chunked'), { kind: 'lost-response' });
    const done = upload.start();
    source.append(120_000);
    source.finish();
    await done;
    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', isVerified: true });
  });

  it('sends changed details at the end, and ignores that they are refused', async () => {
    const changes = { title: 'Better', metadata: { a: '1' } };
    const { upload, source } = createGrowingUpload({ job: { conclude: () => Promise.resolve({ duration: 1, sha256: null, changes }) } });
    const done = upload.start();
    source.append(10);
    source.finish();
    await done;
    expect(onlyRecording()?.attributes).toMatchObject({ ...changes, status: 'ready' });
    expect(upload.getSnapshot().isVerified).toBe(false);

    backend.fault = ({ method }) => (method === 'PATCH' ? { kind: 'response', status: 422 } : undefined);
    const second = createUpload(10, { job: { conclude: () => Promise.resolve({ duration: 1, sha256: null, changes }) } });
    await second.upload.start();
    expect(second.upload.getSnapshot().phase).toBe('done');
  });

  it.each([0, 40_000])('sends parts one by one to one session URL, and then the rest of %i bytes', async rest => {
    backend.provider = 'gcp';
    const { upload, source } = createGrowingUpload();
    const done = upload.start();
    source.append(150_000);
    await waitFor(() => expect(onlyRecording()?.media).toHaveLength(100_000));
    source.append(50_000);
    await waitFor(() => expect(onlyRecording()?.media).toHaveLength(200_000));
    expect(backend.seen.filter(({ method }) => method === 'PUT').map(({ headers }) => headers['content-range'])).toEqual(['bytes 0-99999/*', 'bytes 100000-199999/*']);
    source.append(rest);
    source.finish();
    await done;
    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', isVerified: true });
    expect(sha256(onlyRecording()?.media)).toBe(sha256(source.content));
  });

  it('queries the position after a lost response on a session URL', async () => {
    backend.provider = 'gcp';
    const { upload, source } = createGrowingUpload();
    backend.fault = failing(1, ({ method }) => method === 'PUT', { kind: 'lost-response' });
    const done = upload.start();
    source.append(120_000);
    await waitFor(() => expect(backend.seen.some(({ headers }) => headers['content-range'] === 'bytes */*')).toBe(true));
    source.append(100_000);
    source.finish();
    await done;
    expect(sha256(onlyRecording()?.media)).toBe(sha256(source.content));
  });
});

describe('a stored file that differs', () => {
  it('is sent again once by itself', async () => {
    const onReplaced = vi.fn();
    const { upload, bytes } = createUpload(250_000, { job: { onReplaced } });
    const refusal = errorDocument(422, 'VALIDATION_ERROR', 'It has another SHA-256.', '/sha256');
    backend.fault = failing(1, ({ path }) => path.endsWith('complete-chunked'), { kind: 'response', status: 422, body: refusal });
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', isVerified: true });
    expect(onReplaced).toHaveBeenCalledExactlyOnceWith(1);
    expect(backend.count('PUT', /./)).toBe(6);
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('is shown when it differs a second time', async () => {
    const { upload } = createUpload(10, { job: { conclude: () => Promise.resolve({ duration: 1, sha256: '0'.repeat(64), changes: null }) } });
    await upload.start();
    expect(upload.getSnapshot()).toMatchObject({ phase: 'failed', error: { title: 'The stored file differs from the recording' } });
    expect(backend.count('POST', /complete-chunked/)).toBe(2);
    expect(backend.count('POST', /abort-chunked/)).toBe(2);
  });

  it('is sent again when the server finds it unusable after the completion', async () => {
    const { upload, bytes } = createUpload(10);
    let isUnusable = true;
    backend.fault = ({ method, path }) => {
      const recording = onlyRecording();
      if (isUnusable && recording && method === 'GET' && path === `/api/recordings/${recording.id}`) {
        Object.assign(recording.attributes, { status: 'error', errorReason: 'It has no video.' });
        isUnusable = false;
      }
      return undefined;
    };
    await upload.start();
    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', isVerified: true });
    expect(backend.recordings.size).toBe(1);
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('stays unverified where the server does not compare', async () => {
    backend.verifies = false;
    const { upload } = createUpload(10);
    await upload.start();
    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', isVerified: false });
  });
});
