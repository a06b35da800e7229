import { randomBytes } from 'node:crypto';
import { waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeDiskWorker } from '../../../testing/FakeDiskWorker';
import { createUpload, onlyRecording, sha256 } from '../../../testing/uploadBed';
import { withFakeBackend } from '../../../testing/withFakeBackend';
import { DiskCopy } from './DiskCopy';

const backend = withFakeBackend();
vi.mock('./opfs', () => ({
  readMedia: () => Promise.resolve(new Blob([new Uint8Array(FakeDiskWorker.file)])),
  removeFolder: () => Promise.resolve(),
}));
const never = new AbortController().signal;

beforeEach(() => {
  FakeDiskWorker.reset();
  vi.stubGlobal('Worker', FakeDiskWorker);
});

/** Records chunks of this size; returns all bytes. */
function record(copy: DiskCopy, chunks: number, chunkBytes: number): Buffer {
  const bytes = randomBytes(chunks * chunkBytes);
  for (let i = 0; i < chunks; i++) copy.append(new Blob([bytes.subarray(i * chunkBytes, (i + 1) * chunkBytes)]), i);
  return bytes;
}

describe('the copy on the disk', () => {
  it('grows, is read meanwhile, and ends with the hash of what was recorded', async () => {
    const copy = await DiskCopy.open('a');
    const bytes = record(copy, 10, 1_000);
    await copy.waitFor(10_000, never);
    expect(Buffer.from(await copy.read(2_500, 7_500))).toEqual(bytes.subarray(2_500, 7_500));
    expect(copy.isFinished).toBe(false);

    const ended = copy.waitFor(1_000_000, never);
    const media = await copy.finish();
    await ended;
    expect(media).toMatchObject({ sha256: sha256(bytes) });
    expect(copy).toMatchObject({ isFinished: true, bytes: 10_000 });
    expect(Buffer.from(await copy.read(9_000, 10_000))).toEqual(bytes.subarray(9_000));
  });

  it('continues in memory when the disk is full, also in the middle of a part', async () => {
    FakeDiskWorker.capacity = 150_000;
    const copy = await DiskCopy.open('a');
    const onDiskFailed = vi.fn();
    copy.onDiskFailed = onDiskFailed;
    const { upload } = createUpload(0, { job: { source: copy, conclude: async () => ({ duration: 1, sha256: (await copy.finish()).sha256, changes: null }) } });
    const done = upload.start();
    const bytes = record(copy, 35, 10_000);
    await copy.waitFor(350_000, never);
    expect(copy.isOnDisk).toBe(false);
    expect(onDiskFailed).toHaveBeenCalledOnce();
    expect(Buffer.from(await copy.read(100_000, 200_000))).toEqual(bytes.subarray(100_000, 200_000));
    await waitFor(() => expect(onlyRecording(backend)?.parts.size).toBe(3));

    await copy.finish();
    await done;
    expect(upload.getSnapshot()).toMatchObject({ phase: 'done', isVerified: true, sha256: sha256(bytes) });
    expect(sha256(onlyRecording(backend)?.media)).toBe(sha256(bytes));
  });

  it('is read part by part, however long it grows', async () => {
    const copy = await DiskCopy.open('a');
    const { upload } = createUpload(0, { job: { source: copy, conclude: async () => ({ duration: 1, sha256: (await copy.finish()).sha256, changes: null }) } });
    const done = upload.start();
    record(copy, 60, 50_000);
    await waitFor(() => expect(onlyRecording(backend)?.parts.size).toBe(30));
    expect(FakeDiskWorker.largestRead).toBe(100_000);
    await copy.finish();
    await done;
    expect(upload.getSnapshot().phase).toBe('done');
  });
});
