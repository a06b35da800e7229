import { randomBytes } from 'node:crypto';
import { waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { createGrowingUpload, createUpload, onlyRecording as recordingOf, sha256 } from '../../testing/uploadBed';
import { withFakeBackend } from '../../testing/withFakeBackend';
import { blobSource } from './UploadSource';

const backend = withFakeBackend();
const onlyRecording = () => recordingOf(backend);

/** The server has completed the first bytes of an upload, because its browser was away. */
function recovered(media: Buffer) {
  return backend.add({ status: 'ready', recorderName: 'Ada', recovered: true, missingSeconds: 20, fileBytes: media.length }, media);
}

describe('a recording that the server completed while its browser was away', () => {
  it.each(['s3', 'local', 'gcp'] as const)('is replaced by the whole one, under the same id (%s)', async provider => {
    backend.provider = provider;
    const { id } = recovered(Buffer.alloc(100_000));
    const { upload, bytes } = createUpload(250_000, { job: { recordingId: id } });
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', recordingId: id, isVerified: true });
    expect(backend.recordings.size).toBe(1);
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
    expect(onlyRecording()?.attributes).toMatchObject({ recovered: false, missingSeconds: null, sha256: sha256(bytes) });
  });

  it('is confirmed, and not sent again, if all of it had arrived', async () => {
    const bytes = randomBytes(100_000);
    const { id } = recovered(bytes);
    const conclude = () => Promise.resolve({ duration: 12.5, sha256: sha256(bytes), changes: null });
    const { upload } = createUpload(0, { job: { recordingId: id, source: blobSource(new Blob([bytes])), conclude } });
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', recordingId: id, isVerified: true });
    expect(onlyRecording()?.attributes).toMatchObject({ recovered: false, duration: 12.5 });
    expect(backend.count('PUT', /./)).toBe(0);
  });

  it('is replaced if it has the same size, but another hash', async () => {
    const { id } = recovered(Buffer.alloc(150_000));
    const { upload, bytes } = createUpload(150_000, { job: { recordingId: id } });
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', recordingId: id, isVerified: true });
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('is never replaced by a shorter copy', async () => {
    const { id } = recovered(Buffer.alloc(100_001));
    const { upload } = createUpload(100_000, { job: { recordingId: id } });
    await upload.start();

    expect(upload.getSnapshot()).toMatchObject({ phase: 'failed', error: { detail: expect.stringContaining('has more of this recording') as string } });
    expect(onlyRecording()?.media).toHaveLength(100_001);
    expect(backend.count('POST', /upload/)).toBe(0);
  });

  it('is replaced from the start if it was completed while the upload ran', async () => {
    const { upload, source } = createGrowingUpload();
    const done = upload.start();
    source.append(250_000);
    await waitFor(() => expect(onlyRecording()?.parts.size).toBe(2));
    const recording = onlyRecording();
    if (!recording) throw new Error('There is no recording.');
    recording.media = Buffer.concat([...recording.parts.values()]);
    Object.assign(recording, { uploadId: null, fileSize: 200_000 });
    recording.parts.clear();
    Object.assign(recording.attributes, { status: 'ready', recovered: true, fileBytes: 200_000 });
    source.append(100_000);
    source.finish();
    await done;

    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', recordingId: recording.id, isVerified: true });
    expect(backend.recordings.size).toBe(1);
    expect(sha256(onlyRecording()?.media)).toBe(sha256(source.content));
  });

  it('is another recording if it was archived meanwhile', async () => {
    const recording = recovered(Buffer.alloc(100_000));
    Object.assign(recording.attributes, { status: 'archived' });
    const { upload } = createUpload(250_000, { job: { recordingId: recording.id } });
    await upload.start();

    expect(upload.getSnapshot().phase).toBe('done');
    expect(upload.getSnapshot().recordingId).not.toBe(recording.id);
    expect(recording.media).toHaveLength(100_000);
  });
});
