import { waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeDisk, FakeDiskCopy } from '../../../testing/FakeDisk';
import { someSession } from '../../../testing/someSession';
import { isPart, onlyRecording as recordingOf } from '../../../testing/uploadBed';
import { withFakeBackend } from '../../../testing/withFakeBackend';
import { MemoryCopy } from '../local/MemoryCopy';
import { UploadManager } from './UploadManager';

const backend = withFakeBackend();
// jsdom decodes no video.
vi.mock('./thumbnail', () => ({ thumbnailOf: () => Promise.resolve(null) }));

const onlyRecording = () => recordingOf(backend);
let disk = new FakeDisk();
let stop: () => void = () => undefined;
beforeEach(() => void (disk = new FakeDisk()));
afterEach(() => stop());

function openTab(): UploadManager {
  const uploads = new UploadManager({ list: disk.list, open: disk.open, settings: { firstRetryDelay: 1 } });
  stop = uploads.start();
  return uploads;
}

const stateOf = (uploads: UploadManager) => uploads.getSnapshot().summary.state;

describe('a recording that runs', () => {
  const info = { id: 'a', startedAt: '2026-01-01T10:00:00Z', mimeType: 'video/webm', quality: '720p', title: 'Talk', recorderName: 'Ada', metadata: { a: '1' }, sessionInfo: someSession, seconds: 0 } as const;

  async function end(copy: FakeDiskCopy, upload: ReturnType<UploadManager['record']>) {
    upload.finish({ seconds: 9, mimeType: 'video/webm' }, await copy.finish());
  }

  it('is uploaded meanwhile, with the details of its end', async () => {
    disk.add(Buffer.alloc(0), info);
    const uploads = openTab();
    const copy = new FakeDiskCopy(disk, 'a');
    const upload = uploads.record(copy, info);
    copy.append(new Blob([new Uint8Array(150_000)]));
    await waitFor(() => expect(uploads.getSnapshot().summary).toEqual({ state: 'recording', bytesOnDisk: 150_000, bytesInMemory: 0, bytesOnServer: 100_000 }));
    expect(onlyRecording()?.parts.size).toBe(1);
    upload.setDetails({ title: 'Better', recorderName: 'Ada', metadata: { a: '2' } });

    await end(copy, upload);
    await waitFor(() => expect(stateOf(uploads)).toBe('saved'));
    expect(onlyRecording()?.attributes).toMatchObject({ title: 'Better', metadata: { a: '2' }, duration: 9, status: 'ready', sha256Verified: true });
    expect(disk.infoOf('a')).toBeUndefined();
  });

  it('waits for a name, at the latest until it is entered after the end', async () => {
    disk.add(Buffer.alloc(0), info);
    const uploads = openTab();
    const copy = new FakeDiskCopy(disk, 'a');
    const upload = uploads.record(copy, { ...info, recorderName: '' });
    copy.append(new Blob(['hello']));
    await end(copy, upload);
    await waitFor(() => expect(stateOf(uploads)).toBe('stuck'));
    expect(backend.seen).toHaveLength(0);

    upload.setDetails({ title: 'Talk', recorderName: 'Grace', metadata: {} });
    await waitFor(() => expect(stateOf(uploads)).toBe('saved'));
    expect(onlyRecording()?.attributes).toMatchObject({ recorderName: 'Grace' });
  });

  it('is not disturbed by an upload that fails, which starts again at its end', async () => {
    disk.add(Buffer.alloc(0), info);
    backend.fault = request => (isPart(request) ? { kind: 'response', status: 507 } : undefined);
    const uploads = openTab();
    const copy = new FakeDiskCopy(disk, 'a');
    const upload = uploads.record(copy, info);
    copy.append(new Blob([new Uint8Array(150_000)]));
    await waitFor(() => expect(upload.engine.getSnapshot().phase).toBe('failed'));
    copy.append(new Blob([new Uint8Array(150_000)]));
    backend.fault = () => undefined;
    await end(copy, upload);
    await waitFor(() => expect(stateOf(uploads)).toBe('saved'));
    expect(onlyRecording()?.media).toHaveLength(300_000);
  });

  it('stays stopped at its end if the user stopped the upload', async () => {
    disk.add(Buffer.alloc(0), info);
    const uploads = openTab();
    const copy = new FakeDiskCopy(disk, 'a');
    const upload = uploads.record(copy, info);
    copy.append(new Blob([new Uint8Array(150_000)]));
    await waitFor(() => expect(onlyRecording()?.parts.size).toBe(1));
    await upload.cancel();
    const before = backend.seen.length;

    await end(copy, upload);
    await uploads.scan();
    expect(upload.engine.getSnapshot().phase).toBe('cancelled');
    expect(backend.seen.slice(before).filter(({ path }) => path.includes('upload'))).toEqual([]);
    expect(disk.infoOf('a')).toMatchObject({ isHeld: true });

    uploads.retry(upload);
    await waitFor(() => expect(stateOf(uploads)).toBe('saved'));
    expect(onlyRecording()?.media).toHaveLength(150_000);
  });

  it('that is only in memory stays there until the server has compared it', async () => {
    backend.verifies = false;
    const uploads = openTab();
    const copy = new MemoryCopy();
    const [release, discard] = [vi.spyOn(copy, 'release'), vi.spyOn(copy, 'discard')];
    const upload = uploads.record(copy, info);
    copy.append(new Blob(['hello']));
    upload.finish({ seconds: 9, mimeType: 'video/webm' }, await copy.finish());
    await waitFor(() => expect(upload.engine.getSnapshot()).toMatchObject({ phase: 'done', isVerified: false }));
    await waitFor(() => expect(stateOf(uploads)).toBe('comparing'));

    expect(uploads.getSnapshot()).toMatchObject({ uploads: [upload], summary: { bytesInMemory: 5 } });
    expect(release).not.toHaveBeenCalled();
    expect(discard).not.toHaveBeenCalled();
    expect(Buffer.from(await copy.read(0, 5)).toString()).toBe('hello');
  });

  it('that is only in memory is discarded when the server has compared it', async () => {
    const uploads = openTab();
    const copy = new MemoryCopy();
    const upload = uploads.record(copy, info);
    copy.append(new Blob(['hello']));
    upload.finish({ seconds: 9, mimeType: 'video/webm' }, await copy.finish());
    await waitFor(() => expect(upload.copyState).toBe('discarded'));
  });

  it('is reported as being in this tab only where the disk failed', () => {
    const uploads = openTab();
    const copy = Object.assign(new FakeDiskCopy(disk, 'a'), { isOnDisk: false });
    uploads.record(copy, { ...info, recorderName: '' });
    copy.append(new Blob(['hello']));
    const other = uploads.record(new FakeDiskCopy(disk, 'b'), { ...info, id: 'b', recorderName: '' });
    expect(uploads.getSnapshot().summary).toMatchObject({ bytesOnDisk: 0, bytesInMemory: 5 });
    uploads.forget(other);
  });
});
