import { waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { errorDocument, type Fault } from '../../testing/FakeBackend';
import { failing, isPart, makeUpload, onlyRecording as recordingOf, sha256 } from '../../testing/uploadBed';
import { withFakeBackend } from '../../testing/withFakeBackend';

const backend = withFakeBackend();
const onlyRecording = () => recordingOf(backend);

describe('an upload', () => {
  it.each([1, 99_999, 100_000, 100_001, 350_000])('of %i bytes arrives byte for byte', async size => {
    const { upload, bytes } = makeUpload(size);
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', status: 'ready', sentBytes: size, error: null });
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
    expect(onlyRecording()?.attributes).toMatchObject({ title: 'A talk', recorderName: 'Ada', duration: 12.5, metadata: { project: 'x' } });
    expect(backend.count('PUT', /./)).toBe(Math.ceil(size / 100_000));
  });

  it('has at most three parts on their way at once', async () => {
    let now = 0;
    let most = 0;
    const { upload } = makeUpload(900_000);
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
    ['a 500', { kind: 'answer', status: 500 }],
    ['a 503 that asks to wait', { kind: 'answer', status: 503, headers: { 'retry-after': '0' } }],
    ['a broken connection', { kind: 'reset' }],
    ['a lost answer', { kind: 'lost-answer' }],
  ])('survives %s on a part three times', async (_, fault) => {
    const { upload, bytes } = makeUpload(350_000);
    backend.fault = failing(3, request => isPart(request) && request.path.endsWith('/2'), fault);
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('fails after the third retry of a part, and goes on with the missing parts when it is started again', async () => {
    const { upload, bytes } = makeUpload(350_000);
    backend.fault = request => (isPart(request) && request.path.endsWith('/4') ? { kind: 'answer', status: 500 } : undefined);
    await upload.start();
    expect(upload.getSnapshot()).toMatchObject({ phase: 'failed', error: { title: 'The storage refused the recording' } });
    expect(backend.count('PUT', /\/4$/)).toBe(4);

    backend.fault = () => undefined;
    const held = onlyRecording()?.parts.size ?? 0;
    backend.seen.length = 0;
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
    expect(held).toBeGreaterThan(0);
    expect(backend.count('PUT', /./)).toBeLessThanOrEqual(4 - held);
    expect(backend.recordings.size).toBe(1);
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('asks for a new address when the signature has run out, without counting it as a retry', async () => {
    const { upload } = makeUpload(150_000);
    backend.fault = failing(2, request => isPart(request) && request.path.endsWith('/1'), { kind: 'answer', status: 403 });
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
    expect(backend.count('POST', /chunk-url/)).toBe(4);
  });

  it('gives up on an address that is always refused', async () => {
    const { upload } = makeUpload(10);
    backend.fault = request => (isPart(request) ? { kind: 'answer', status: 403, body: errorDocument(403, 'FORBIDDEN', 'The clock is wrong.') } : undefined);
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'failed', error: { detail: 'The clock is wrong.' } });
  });

  it('does not hammer a storage that is full', async () => {
    const { upload } = makeUpload(10);
    backend.fault = request => (isPart(request) ? { kind: 'answer', status: 507 } : undefined);
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'failed', error: { title: 'The storage is full' } });
    expect(backend.count('PUT', /./)).toBe(1);
  });

  it('sends a part again when the storage stops taking bytes', async () => {
    const { upload } = makeUpload(10, { settings: { stallTimeout: 1_000 } });
    backend.fault = failing(1, isPart, { kind: 'silence' });
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
    expect(backend.count('PUT', /./)).toBeGreaterThan(1);
  });

  it('mends a wrong ETag from what the storage holds', async () => {
    const { upload, bytes } = makeUpload(250_000);
    backend.fault = failing(1, request => isPart(request) && request.path.endsWith('/2'), { kind: 'answer', status: 200, headers: { etag: '"wrong"' } });
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('asks the server for the ETag where the storage hides it', async () => {
    backend.exposeHeaders = 'content-type';
    const { upload } = makeUpload(150_000);
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
  });

  it('begins anew when the session is lost', async () => {
    const { upload, bytes } = makeUpload(250_000);
    backend.fault = request => {
      if (!isPart(request) || backend.count('PUT', /./) !== 2) return undefined;
      for (const recording of backend.recordings.values()) {
        recording.uploadId = null;
        recording.parts.clear();
      }
      return { kind: 'answer', status: 404 };
    };
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('makes a new recording when somebody deleted it meanwhile', async () => {
    const { upload, bytes } = makeUpload(10, { job: { recordingId: '0123456789abcdef01234567' } });
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('is done at once when an earlier visit had completed it', async () => {
    const { id } = backend.add({ status: 'ready', recorderName: 'Ada' });
    const { upload } = makeUpload(10, { job: { recordingId: id } });
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', recordingId: id });
    expect(backend.count('PUT', /./)).toBe(0);
  });

  it.each(['init-chunked', 'chunk-url', 'complete-chunked'])('repeats %s when its answer is lost', async action => {
    const { upload, bytes } = makeUpload(150_000);
    backend.fault = failing(1, ({ path }) => path.endsWith(action), { kind: 'lost-answer' });
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('shows the title and detail of a refusal', async () => {
    const { upload } = makeUpload(10);
    backend.fault = failing(1, ({ path }) => path === '/api/recordings', { kind: 'answer', status: 422, body: errorDocument(422, 'VALIDATION_ERROR', 'The name is too long.', '/data/attributes/recorderName') });
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'failed', error: { title: 'The request was refused', detail: 'The name is too long.' } });
  });

  it('waits without a network and goes on when it is back', async () => {
    let comeBack: () => void = () => undefined;
    const back = new Promise<void>(resolve => (comeBack = resolve));
    const connectivity = { isOnline: true, untilOnline: () => back };
    const { upload } = makeUpload(10, { settings: { connectivity } });
    backend.fault = request => {
      if (!isPart(request) || backend.count('PUT', /./) > 1) return undefined;
      connectivity.isOnline = false;
      return { kind: 'reset' };
    };
    const done = upload.start();
    await waitFor(() => expect(upload.getSnapshot().waiting).toBe('network'));
    connectivity.isOnline = true;
    comeBack();
    await done;

    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', waiting: null });
  });

  it('stops at once when cancelled, lets the storage forget, and can be started again', async () => {
    const { upload, bytes } = makeUpload(250_000);
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

  it('stores the thumbnail, and does without when that fails', async () => {
    const thumbnail = Promise.resolve(new Blob(['jpeg'], { type: 'image/jpeg' }));
    const first = makeUpload(10, { job: { thumbnail: () => thumbnail } });
    await first.upload.start();
    expect(onlyRecording()?.attributes).toHaveProperty('thumbnailUrl');
    expect(backend.seen.find(({ path }) => path.endsWith('/thumbnail'))?.headers['content-type']).toBe('image/jpeg');

    backend.fault = ({ path }) => (path.includes('thumbnail') ? { kind: 'answer', status: 500 } : undefined);
    const second = makeUpload(10, { job: { thumbnail: () => thumbnail } });
    await second.upload.start();
    expect(second.upload.getSnapshot().phase).toBe('done');
  });

  it('tells progress that only falls when a part is sent again, and ends at the whole size', async () => {
    const { upload } = makeUpload(350_000);
    const seen: number[] = [];
    upload.subscribe(() => seen.push(upload.getSnapshot().sentBytes));
    await upload.start();

    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(350_000);
  });
});
