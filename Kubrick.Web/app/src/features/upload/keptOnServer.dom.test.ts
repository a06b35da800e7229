import { randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { errorDocument, type Fault, type SeenRequest } from '../../testing/FakeBackend';
import { createUpload, failing, sha256 } from '../../testing/uploadBed';
import { withFakeBackend } from '../../testing/withFakeBackend';
import { blobSource } from './UploadSource';

const backend = withFakeBackend();
const conflict: Fault = { kind: 'response', status: 409, body: errorDocument(409, 'CONFLICT', 'It must not be replaced.') };
const finalConflict: Fault = { kind: 'response', status: 409, body: errorDocument(409, 'CONFLICT', 'It was uploaded again too often.', '/recordingId') };
const noSession: Fault = { kind: 'response', status: 400, body: errorDocument(400, 'NO_UPLOAD_SESSION', 'No upload session is open.') };
const isInit = ({ path }: SeenRequest) => path.endsWith('/init-chunked');
const isCompletion = ({ path }: SeenRequest) => path.endsWith('/complete-chunked');
const isAbout = ({ body }: SeenRequest, id: string) => body.includes(id);
const all = () => [...backend.recordings.values()];

/** A recording whose stored file the server keeps: it refuses every upload that would replace it. */
function kept(attributes: Record<string, unknown>, media = Buffer.alloc(1_000)) {
  const recording = backend.add({ recorderName: 'Ada', fileBytes: media.length, ...attributes }, media);
  backend.fault = request => {
    // One that failed before it was archived has no upload.
    if (request.path === `/api/upload/${recording.id}` && attributes.status === 'archived') return noSession;
    return (isInit(request) || isCompletion(request)) && isAbout(request, recording.id) ? conflict : undefined;
  };
  return recording;
}

describe('a recording that the server keeps as it is', () => {
  it.each([
    ['under a legal hold', { status: 'error', legalHold: true }],
    ['archived', { status: 'archived' }],
  ])('is uploaded as another one, at once (%s)', async (_, attributes) => {
    const recording = kept(attributes);
    const onLeft = vi.fn();
    const { upload, bytes } = createUpload(250_000, { job: { recordingId: recording.id, replacements: 1, onLeft } });
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', isVerified: true, error: null });
    expect(upload.getSnapshot().recordingId).not.toBe(recording.id);
    expect(onLeft).toHaveBeenCalledOnce();
    expect(recording.media).toHaveLength(1_000);
    expect(all().map(({ media }) => sha256(media))).toEqual([sha256(recording.media), sha256(bytes)]);
  });

  it('is uploaded as another one if the hold was set while it was being replaced', async () => {
    const recording = kept({ status: 'uploading', legalHold: true });
    backend.fault = request => (isCompletion(request) && isAbout(request, recording.id) ? conflict : undefined);
    const { upload, bytes } = createUpload(250_000, { job: { recordingId: recording.id } });
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', isVerified: true });
    expect(recording.media).toHaveLength(1_000);
    expect(sha256(all()[1]?.media)).toBe(sha256(bytes));
  });

  it('is not uploaded twice if the server has completed this very upload meanwhile', async () => {
    const bytes = randomBytes(1_000);
    const recording = kept({ status: 'error' }, bytes);
    const refuse = backend.fault;
    backend.fault = request => {
      if (isInit(request)) Object.assign(recording.attributes, { status: 'ready', sha256: sha256(bytes), sha256Verified: true });
      return refuse(request);
    };
    const conclude = () => Promise.resolve({ duration: 12.5, sha256: sha256(bytes), changes: null });
    const { upload } = createUpload(0, { job: { recordingId: recording.id, source: blobSource(new Blob([bytes])), conclude } });
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', recordingId: recording.id, isVerified: true });
    expect(backend.recordings.size).toBe(1);
  });

  it('is uploaded as another one if the stored file differs and stays complete', async () => {
    const { upload, bytes } = createUpload(150_000);
    const complete = failing(1, isCompletion, { kind: 'response', status: 422, body: errorDocument(422, 'VALIDATION_ERROR', 'It has another SHA-256.', '/sha256') });
    backend.fault = request => {
      const refusal = complete(request);
      const [recording] = all();
      if (refusal && recording) {
        Object.assign(recording, { media: Buffer.alloc(150_000), uploadId: null, fileSize: 150_000 });
        recording.parts.clear();
        Object.assign(recording.attributes, { status: 'ready', fileBytes: 150_000 });
      }
      return refusal ?? (request.path.endsWith('/abort-chunked') ? conflict : undefined);
    };
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', isVerified: true });
    expect(all().map(({ media }) => sha256(media))).toEqual([sha256(Buffer.alloc(150_000)), sha256(bytes)]);
  });

  it('is uploaded as another one if the server says that the refusal is final, whatever its state is', async () => {
    const recording = kept({ status: 'error' });
    backend.fault = request => (isInit(request) && isAbout(request, recording.id) ? finalConflict : undefined);
    const { upload, bytes } = createUpload(250_000, { job: { recordingId: recording.id } });
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', isVerified: true, error: null });
    expect(recording.media).toHaveLength(1_000);
    expect(all().map(({ media }) => sha256(media))).toEqual([sha256(recording.media), sha256(bytes)]);
  });

  it('is replaced after a conflict if what the server completed then turns out to be bad', async () => {
    const recording = kept({ status: 'error' });
    const refuse = failing(1, isInit, conflict);
    let asked = 0;
    backend.fault = request => {
      const refusal = refuse(request);
      // Another tab completed it just now, and then the server could not read that.
      if (refusal) Object.assign(recording.attributes, { status: 'ready' });
      if (request.method === 'GET' && request.path === `/api/recordings/${recording.id}` && ++asked === 2) Object.assign(recording.attributes, { status: 'error' });
      return refusal;
    };
    const { upload, bytes } = createUpload(1_000, { job: { recordingId: recording.id } });
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', recordingId: recording.id, isVerified: true });
    expect(backend.recordings.size).toBe(1);
    expect(sha256(recording.media)).toBe(sha256(bytes));
  });

  it('is not left while what the server recovered may be replaced later', async () => {
    const recording = kept({ status: 'ready', recovered: true });
    const { upload, bytes } = createUpload(250_000, { job: { recordingId: recording.id } });
    await upload.start();
    expect(upload.getSnapshot()).toMatchObject({ phase: 'failed', recordingId: recording.id });
    expect(backend.recordings.size).toBe(1);

    backend.fault = () => undefined;
    await upload.start();
    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', recordingId: recording.id, isVerified: true });
    expect(sha256(recording.media)).toBe(sha256(bytes));
  });

  it('is not left because of a conflict that may be over soon', async () => {
    const recording = kept({ status: 'error' });
    const { upload } = createUpload(10, { job: { recordingId: recording.id } });
    await upload.start();
    expect(upload.getSnapshot()).toMatchObject({ phase: 'failed', recordingId: recording.id, error: { detail: 'It must not be replaced.' } });
    expect(backend.recordings.size).toBe(1);

    backend.fault = () => undefined;
    await upload.start();
    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', recordingId: recording.id });
  });
});
