import { randomBytes } from 'node:crypto';
import { waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { someInfo } from '../../../testing/someInfo';
import { createUpload, onlyRecording, sha256 } from '../../../testing/uploadBed';
import { withFakeBackend } from '../../../testing/withFakeBackend';
import { withFakeStorage } from '../../../testing/withFakeStorage';
import { createLocalCopy } from './createLocalCopy';
import { DiskCopy } from './DiskCopy';
import { listUnfinished } from './unfinishedRecordings';

const backend = withFakeBackend();
const { opfs, crash } = withFakeStorage();
const never = new AbortController().signal;

/** The journal takes a few bytes, too. */
const journalBytes = 2_000;

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
    opfs.capacity = 150_000 + journalBytes;
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

  it('ends where the last whole write ended, even if the file is longer', async () => {
    opfs.capacity = 20_000 + journalBytes;
    const copy = await DiskCopy.open('a');
    const bytes = record(copy, 3, 10_000);
    await copy.waitFor(30_000, never);
    // The disk became full in the middle of a write, and of what was written of it, the end is not what was recorded.
    const file = opfs.file('a', 'media');
    if (!file) throw new Error('There is no file.');
    file.content = Buffer.concat([file.content, Buffer.alloc(5_000, 'x')]);

    const { blob, sha256: hash } = await copy.finish();
    expect(Buffer.from(await blob.arrayBuffer())).toEqual(bytes);
    expect(hash).toBe(sha256(bytes));
    expect(Buffer.from(await copy.read(15_000, 25_000))).toEqual(bytes.subarray(15_000, 25_000));
  });

  it('has as much of a chunk as was written when its tab died', async () => {
    const copy = await createLocalCopy(someInfo());
    const bytes = randomBytes(30_000);
    copy.append(new Blob([bytes.subarray(0, 10)]), 0);
    await waitFor(() => expect(opfs.file('a', 'journal')?.content.toString()).toContain('"seconds":0'));
    // As when the tab is closed: the write ends in the middle, and nothing more can be said.
    opfs.capacity = opfs.usedBytes + 20_000;
    copy.append(new Blob([bytes.subarray(10)]), 0.5);
    await copy.waitFor(30_000, never);
    crash();

    expect(opfs.file('a', 'media')?.content).toEqual(bytes.subarray(0, 20_010));
    expect((await listUnfinished()).map(found => found.bytes)).toEqual([20_010]);
  });

  it('gives up the end of a chunk that did not fit, when the journal needs the room', async () => {
    const copy = await createLocalCopy(someInfo());
    const bytes = randomBytes(300_000);
    copy.append(new Blob([bytes.subarray(0, 10)]), 0);
    await waitFor(() => expect(opfs.file('a', 'journal')?.content.toString()).toContain('"seconds":0'));
    opfs.capacity = opfs.usedBytes + 200_000;
    copy.append(new Blob([bytes.subarray(10)]), 0.5);
    await copy.waitFor(300_000, never);
    copy.updateInfo({ recordingId: 'r' });
    await waitFor(() => expect(opfs.file('a', 'journal')?.content.toString()).toContain('"recordingId":"r"'));

    expect(opfs.file('a', 'media')?.content).toEqual(bytes.subarray(0, 200_010 - 65_536));
    // A visit after a crash finds the first chunk only.
    expect(opfs.file('a', 'journal')?.content.toString()).toContain('"diskSeconds":0');
    expect(Buffer.from(await (await copy.finish()).blob.arrayBuffer())).toEqual(bytes);
  });

  it('goes on in memory after a chunk that the browser could not read, and has it when the browser can again', async () => {
    const copy = await DiskCopy.open('a');
    const onDiskFailed = vi.fn();
    copy.onDiskFailed = onDiskFailed;
    const before = record(copy, 2, 1_000);
    const unreadable = randomBytes(500);
    const chunk = new Blob([unreadable]);
    const read = vi.spyOn(chunk, 'arrayBuffer').mockRejectedValueOnce(new DOMException('The file could not be read.', 'NotReadableError'));
    copy.append(chunk, 2);
    const after = record(copy, 3, 1_000);
    await copy.waitFor(5_500, never);

    expect(read).toHaveBeenCalledOnce();
    expect(onDiskFailed).toHaveBeenCalledOnce();
    expect(copy.isOnDisk).toBe(false);
    expect(opfs.file('a', 'media')?.content).toEqual(before);
    const whole = Buffer.concat([before, unreadable, after]);
    const { blob, sha256: hash } = await copy.finish();
    expect(Buffer.from(await blob.arrayBuffer())).toEqual(whole);
    expect(hash).toBe(sha256(whole));
  });

  it('knows the recorded time of its bytes', async () => {
    const copy = await DiskCopy.open('a');
    record(copy, 4, 1_000);
    await copy.waitFor(4_000, never);
    expect([2_000, 2_500, 4_000].map(end => copy.secondsAt(end))).toEqual([1, 1.5, 3]);
    expect(copy.secondsAt(4_001)).toBeNull();
  });

  it('is read part by part, however long it grows', async () => {
    const copy = await DiskCopy.open('a');
    const { upload } = createUpload(0, { job: { source: copy, conclude: async () => ({ duration: 1, sha256: (await copy.finish()).sha256, changes: null }) } });
    const done = upload.start();
    record(copy, 60, 50_000);
    await waitFor(() => expect(onlyRecording(backend)?.parts.size).toBe(30));
    expect(opfs.largestRead).toBe(100_000);
    await copy.finish();
    await done;
    expect(upload.getSnapshot().phase).toBe('done');
  });
});
