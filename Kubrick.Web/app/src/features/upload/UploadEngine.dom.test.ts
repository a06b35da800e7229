import { createHash } from 'node:crypto';
import { waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { errorDocument, type Fault } from '../../testing/FakeBackend';
import { failing, isPart, createUpload, onlyRecording as recordingOf, sha256 } from '../../testing/uploadBed';
import { withFakeBackend } from '../../testing/withFakeBackend';

const backend = withFakeBackend();
const onlyRecording = () => recordingOf(backend);

describe('an upload', () => {
  it.each([1, 99_999, 100_000, 100_001, 350_000])('of %i bytes arrives byte for byte', async size => {
    const { upload, bytes } = createUpload(size);
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', status: 'ready', sentBytes: size, error: null });
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
    expect(onlyRecording()?.attributes).toMatchObject({ title: 'A talk', recorderName: 'Ada', duration: 12.5, metadata: { project: 'x' } });
    expect(backend.count('PUT', /./)).toBe(Math.ceil(size / 100_000));
  });

  it.each([
    ['local', 'sha256'],
    ['s3', 'md5'],
  ] as const)('on %s names the %s of each part that it sent', async (provider, algorithm) => {
    backend.provider = provider;
    const { upload, bytes } = createUpload(150_000);
    await upload.start();

    const completion = backend.seen.find(({ path }) => path.endsWith('/complete-chunked'));
    const { parts } = JSON.parse(completion?.body.toString() ?? '') as { parts: Record<string, unknown>[] };
    const hashOf = (part: Uint8Array) => createHash(algorithm).update(part).digest('hex');
    expect(parts.map(part => part[algorithm])).toEqual([hashOf(bytes.subarray(0, 100_000)), hashOf(bytes.subarray(100_000))]);
  });

  it('sends at most three parts at once', async () => {
    let now = 0;
    let most = 0;
    const { upload } = createUpload(900_000);
    const send = Reflect.get<XMLHttpRequest, 'send'>(XMLHttpRequest.prototype, 'send');
    vi.spyOn(XMLHttpRequest.prototype, 'send').mockImplementation(function (this: XMLHttpRequest, body) {
      most = Math.max(most, ++now);
      this.addEventListener('loadend', () => now--);
      send.call(this, body);
    });
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
    expect(most).toBe(3);
  });

  it.each<[string, Fault]>([
    ['a 500', { kind: 'response', status: 500 }],
    ['a 503 with Retry-After', { kind: 'response', status: 503, headers: { 'retry-after': '0' } }],
    ['a broken connection', { kind: 'reset' }],
    ['a lost response', { kind: 'lost-response' }],
  ])('survives %s on a part three times', async (_, fault) => {
    const { upload, bytes } = createUpload(350_000);
    backend.fault = failing(3, request => isPart(request) && request.path.endsWith('/2'), fault);
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('retries a temporary error without limit', async () => {
    const { upload, bytes } = createUpload(150_000, { settings: { firstRetryDelay: 0 } });
    backend.fault = failing(25, request => isPart(request) && request.path.endsWith('/2'), { kind: 'response', status: 503 });
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
    expect(backend.count('PUT', /\/2$/)).toBe(26);
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('fails after a permanent error, and sends only missing parts when restarted', async () => {
    const { upload, bytes } = createUpload(350_000);
    backend.fault = request => (isPart(request) && request.path.endsWith('/4') ? { kind: 'response', status: 413 } : undefined);
    await upload.start();
    expect(upload.getSnapshot()).toMatchObject({ phase: 'failed', error: { title: 'The storage rejected the upload' } });
    expect(backend.count('PUT', /\/4$/)).toBe(1);

    backend.fault = () => undefined;
    const storedBefore = onlyRecording()?.parts.size ?? 0;
    backend.seen.length = 0;
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
    expect(storedBefore).toBeGreaterThan(0);
    expect(backend.count('PUT', /./)).toBeLessThanOrEqual(4 - storedBefore);
    expect(backend.recordings.size).toBe(1);
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('requests a new URL for an expired signature, without counting a retry', async () => {
    const { upload } = createUpload(150_000);
    backend.fault = failing(2, request => isPart(request) && request.path.endsWith('/1'), { kind: 'response', status: 403 });
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
    expect(backend.count('POST', /chunk-url/)).toBe(4);
  });

  it.each<[string, Fault]>([
    ['without an answer', { kind: 'reset' }],
    ['that a proxy gave up', { kind: 'response', status: 502 }],
    ['that took a proxy too long', { kind: 'response', status: 504 }],
  ])('requests a new URL after an attempt %s, because an expired one may be refused in a way that a browser does not see', async (_, fault) => {
    const { upload, bytes } = createUpload(150_000);
    backend.fault = failing(2, request => isPart(request) && request.path.endsWith('/1'), fault);
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
    expect(backend.count('POST', /chunk-url/)).toBe(4);
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('keeps its URL after an error that the storage reports', async () => {
    const { upload } = createUpload(150_000);
    backend.fault = failing(2, request => isPart(request) && request.path.endsWith('/1'), { kind: 'response', status: 503 });
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
    expect(backend.count('POST', /chunk-url/)).toBe(2);
  });

  it('fails when every signature is rejected', async () => {
    const { upload } = createUpload(10);
    backend.fault = request => (isPart(request) ? { kind: 'response', status: 403, body: errorDocument(403, 'FORBIDDEN', 'The clock is wrong.') } : undefined);
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'failed', error: { detail: 'The clock is wrong.' } });
  });

  it('does not retry when the storage is full', async () => {
    const { upload } = createUpload(10);
    backend.fault = request => (isPart(request) ? { kind: 'response', status: 507 } : undefined);
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'failed', error: { title: 'The storage is full' } });
    expect(backend.count('PUT', /./)).toBe(1);
  });

  it('sends a part again when the storage stops responding', async () => {
    const { upload } = createUpload(10, { settings: { stallTimeout: 1_000 } });
    backend.fault = failing(1, isPart, { kind: 'silence' });
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
    expect(backend.count('PUT', /./)).toBeGreaterThan(1);
  });

  it('replaces a wrong ETag with the stored one', async () => {
    const { upload, bytes } = createUpload(250_000);
    backend.fault = failing(1, request => isPart(request) && request.path.endsWith('/2'), { kind: 'response', status: 200, headers: { etag: '"wrong"' } });
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('asks the server for an ETag that CORS hides', async () => {
    backend.exposeHeaders = 'content-type';
    const { upload } = createUpload(150_000);
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
  });

  it('starts over when the session is lost', async () => {
    const { upload, bytes } = createUpload(250_000);
    backend.fault = request => {
      if (!isPart(request) || backend.count('PUT', /./) !== 2) return undefined;
      for (const recording of backend.recordings.values()) {
        recording.uploadId = null;
        recording.parts.clear();
      }
      return { kind: 'response', status: 404 };
    };
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('creates a new recording if the old one was deleted in the meantime', async () => {
    const { upload, bytes } = createUpload(10, { job: { recordingId: '0123456789abcdef01234567' } });
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('is done at once if an earlier visit has completed it', async () => {
    const { id } = backend.add({ status: 'ready', recorderName: 'Ada', fileBytes: 10 }, Buffer.alloc(10));
    const { upload } = createUpload(10, { job: { recordingId: id } });
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', recordingId: id });
    expect(backend.count('PUT', /./)).toBe(0);
  });

  it('creates another recording if the server completed the first one with fewer bytes', async () => {
    const { id } = backend.add({ status: 'ready', recorderName: 'Ada', fileBytes: 4 }, Buffer.alloc(4));
    const { upload, bytes } = createUpload(10, { job: { recordingId: id } });
    await upload.start();

    const { recordingId } = upload.getSnapshot();
    expect(recordingId).not.toBe(id);
    expect(sha256(backend.recordings.get(recordingId ?? '')?.media)).toBe(sha256(bytes));
    expect(backend.recordings.get(id)?.media).toHaveLength(4);
  });

  it('changes nothing if the server has more parts than this browser has bytes', async () => {
    const recording = backend.add({ status: 'uploading', recorderName: 'Ada' });
    Object.assign(recording, { uploadId: 'open', fileSize: null });
    recording.parts.set(1, Buffer.alloc(100_000)).set(2, Buffer.alloc(50_001));
    const { upload } = createUpload(150_000, { job: { recordingId: recording.id } });
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'failed', error: { detail: expect.stringContaining('has more of this recording') as string } });
    expect(recording.parts.get(2)).toHaveLength(50_001);
    expect(backend.count('PUT', /./)).toBe(0);
    expect(backend.count('POST', /complete|abort/)).toBe(0);
  });

  it('sends the whole parts that the server lacks if it has others that this browser lost', async () => {
    const recording = backend.add({ status: 'uploading', recorderName: 'Ada' });
    Object.assign(recording, { uploadId: 'open', fileSize: null });
    const third = Buffer.alloc(100_000, 3);
    recording.parts.set(3, third);
    const { upload, bytes } = createUpload(150_000, { job: { recordingId: recording.id } });
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'failed', error: { detail: expect.stringContaining('has more of this recording') as string } });
    expect([...recording.parts.keys()].sort()).toEqual([1, 3]);
    expect(recording.parts.get(1)).toEqual(bytes.subarray(0, 100_000));
    expect(recording.parts.get(3)).toEqual(third);
    expect(backend.count('POST', /complete|abort/)).toBe(0);
  });

  it('repeats a completion that is refused because of its parts three times, and then fails', async () => {
    const refusal = errorDocument(422, 'VALIDATION_ERROR', 'Part 1 does not match the stored part.', '/parts/0/etag');
    const { upload, bytes } = createUpload(150_000);
    backend.fault = ({ path }) => (path.endsWith('complete-chunked') ? { kind: 'response', status: 422, body: refusal } : undefined);
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'failed', error: { detail: 'Part 1 does not match the stored part.' } });
    // The first round has stored everything; two more do not advance.
    expect(backend.count('POST', /complete-chunked/)).toBe(3);
    expect(backend.count('PUT', /./)).toBe(2);

    backend.fault = () => undefined;
    await upload.start();
    expect(upload.getSnapshot().phase).toBe('done');
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('declares the size of a file that does not fit in the parts of an open-ended session', async () => {
    backend.openEndedChunkSize = 4;
    const { upload, bytes } = createUpload(40_001);
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', isVerified: true });
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
    const declared = backend.seen.filter(({ path }) => path.endsWith('init-chunked')).map(({ body }) => (JSON.parse(body.toString()) as { fileSize?: number }).fileSize);
    expect(declared).toEqual([undefined, 40_001]);
  });

  it('resumes a session with a declared size, and keeps its parts', async () => {
    backend.openEndedChunkSize = 4;
    backend.chunkSize = 30_000;
    const { upload, bytes } = createUpload(40_001);
    backend.fault = request => (isPart(request) && request.path.endsWith('/2') ? { kind: 'response', status: 413 } : undefined);
    await upload.start();
    expect(upload.getSnapshot().phase).toBe('failed');
    await waitFor(() => expect(onlyRecording()?.parts.size).toBe(1));

    backend.fault = () => undefined;
    backend.seen.length = 0;
    await upload.start();
    expect(upload.getSnapshot().phase).toBe('done');
    expect(backend.count('PUT', /./)).toBe(1);
    expect(backend.count('POST', /init-chunked/)).toBe(1);
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });
});
