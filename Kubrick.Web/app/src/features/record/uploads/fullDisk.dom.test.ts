import { randomBytes } from 'node:crypto';
import { waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeDisk, FakeDiskCopy } from '../../../testing/FakeDisk';
import { onlyRecording as recordingOf, sha256 } from '../../../testing/uploadBed';
import { withFakeBackend } from '../../../testing/withFakeBackend';
import { UploadManager } from './UploadManager';

const backend = withFakeBackend();
// jsdom decodes no video.
vi.mock('./thumbnail', () => ({ thumbnailOf: () => Promise.resolve(null) }));

const onlyRecording = () => recordingOf(backend);
let disk = new FakeDisk();
let stops: (() => void)[] = [];
beforeEach(() => {
  disk = new FakeDisk();
  stops = [];
  backend.verifies = false;
});
afterEach(() => {
  vi.useRealTimers();
  stops.forEach(stop => stop());
});

/** The disk became full, so the end is in memory only. */
class SplitCopy extends FakeDiskCopy {
  override readonly isOnDisk: boolean = false;
}

function openTab(): UploadManager {
  const uploads = new UploadManager({ list: disk.list, open: disk.open, settings: { firstRetryDelay: 1 } });
  stops.push(uploads.start());
  return uploads;
}

/** Records these bytes, of which the disk takes only the first. */
async function saveBeyondDisk(uploads: UploadManager, bytes: Buffer, onDisk: number): Promise<string> {
  const id = disk.add(bytes.subarray(0, onDisk));
  const info = disk.infoOf(id);
  if (!info) throw new Error('Nothing was added.');
  await disk.open({ info, bytes: onDisk });
  const blob = new Blob([Uint8Array.from(bytes)]);
  uploads.upload({ info, copy: new SplitCopy(disk, id), media: { blob, sha256: sha256(bytes) }, endReason: 'stopped' });
  await waitFor(() => expect(disk.infoOf(id)?.savedAt).toBeTruthy());
  return id;
}

/** Searches again and again, a minute later each time, until the condition is met. */
async function scanLater(uploads: UploadManager, isMet: () => void): Promise<void> {
  await waitFor(async () => {
    vi.setSystemTime(Date.now() + 60_000);
    await uploads.scan();
    isMet();
  });
}

const compareOnServer = (bytes: Buffer) => Object.assign(onlyRecording()?.attributes ?? {}, { sha256Verified: true, sha256: sha256(bytes) });

describe('a recording that was saved beyond a full disk', () => {
  it('leaves the disk when the server has compared it, while its tab is open', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const bytes = randomBytes(250_000);
    const uploads = openTab();
    const id = await saveBeyondDisk(uploads, bytes, 100_000);
    Object.assign(onlyRecording()?.attributes ?? {}, { processing: { state: 'running' } });
    await scanLater(uploads, () => expect(backend.count('GET', /\/api\/recordings\/[0-9a-f]/)).toBeGreaterThan(1));
    expect(disk.infoOf(id)).toBeDefined();

    compareOnServer(bytes);
    await scanLater(uploads, () => expect(disk.infoOf(id)).toBeUndefined());
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('leaves the disk at the next visit, because the server has what was saved', async () => {
    const bytes = randomBytes(250_000);
    const id = await saveBeyondDisk(openTab(), bytes, 100_000);
    // The tab is closed.
    stops.pop()?.();
    disk.unlock(id);
    compareOnServer(bytes);

    openTab();
    await waitFor(() => expect(disk.infoOf(id)).toBeUndefined());
    expect(backend.recordings.size).toBe(1);
    expect(backend.count('POST', /init-chunked/)).toBe(1);
  });
});
