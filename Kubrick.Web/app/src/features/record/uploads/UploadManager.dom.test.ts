import { randomBytes } from 'node:crypto';
import { waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeDisk } from '../../../testing/FakeDisk';
import { isPart, onlyRecording as recordingOf, sha256 } from '../../../testing/uploadBed';
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
});
afterEach(() => {
  vi.useRealTimers();
  stops.forEach(stop => stop());
});

function openTab() {
  const onRecordingsChanged = vi.fn();
  const uploads = new UploadManager({ list: disk.list, open: disk.open, settings: { firstRetryDelay: 1 }, onRecordingsChanged });
  stops.push(uploads.start());
  return { uploads, onRecordingsChanged };
}

const stateOf = (uploads: UploadManager) => uploads.getSnapshot().summary.state;

describe('the recordings of an earlier visit', () => {
  it('are uploaded by themselves, and leave the disk when the server has compared them', async () => {
    const bytes = randomBytes(250_000);
    const id = disk.add(bytes);
    const { uploads, onRecordingsChanged } = openTab();
    await waitFor(() => expect(disk.infoOf(id)).toBeUndefined());

    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
    expect(onlyRecording()?.attributes).toMatchObject({ title: 'Talk', recorderName: 'Ada', duration: 4.5 });
    await waitFor(() => expect(stateOf(uploads)).toBe('saved'));
    expect(onRecordingsChanged).toHaveBeenCalledOnce();
    expect(uploads.getSnapshot()).toMatchObject({ uploads: [], offered: [] });
  });

  it('are uploaded one at a time, the oldest first', async () => {
    disk.add(randomBytes(10), { title: 'Second', startedAt: '2026-01-02T10:00:00Z' });
    disk.add(randomBytes(10), { title: 'First' });
    const { uploads } = openTab();
    const most = { uploads: 0 };
    uploads.subscribe(() => (most.uploads = Math.max(most.uploads, uploads.getSnapshot().uploads.length)));
    await waitFor(() => expect([...backend.recordings.values()].map(({ attributes }) => [attributes.title, attributes.status])).toEqual([['First', 'ready'], ['Second', 'ready']]));
    expect(most.uploads).toBe(1);
  });

  it('that wait for the user are said to be on this disk only', async () => {
    const id = disk.add(randomBytes(10), { recorderName: '' });
    const { uploads } = openTab();
    await waitFor(() => expect(uploads.getSnapshot().summary).toMatchObject({ state: 'waiting', bytesOnDisk: 10 }));
    disk.remove(id);
    await uploads.scan();
    expect(stateOf(uploads)).toBe('idle');
  });

  it('resume with the parts that the server has', async () => {
    const bytes = randomBytes(250_000);
    const id = disk.add(bytes);
    backend.fault = request => (isPart(request) && request.path.endsWith('/3') ? { kind: 'silence' } : undefined);
    openTab();
    await waitFor(() => expect(onlyRecording()?.parts.size).toBe(2));
    const { recordingId } = disk.infoOf(id) ?? {};
    expect(recordingId).toBe(onlyRecording()?.id);

    // The tab dies, and another one is opened.
    disk.unlock(id);
    backend.fault = () => undefined;
    backend.seen.length = 0;
    openTab();
    await waitFor(() => expect(disk.infoOf(id)).toBeUndefined());
    expect(backend.recordings.size).toBe(1);
    expect(backend.count('PUT', /\/[12]$/)).toBe(0);
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
  });

  it('are never uploaded by two tabs', async () => {
    const bytes = randomBytes(350_000);
    const id = disk.add(bytes);
    openTab();
    openTab();
    await waitFor(() => expect(disk.infoOf(id)).toBeUndefined());
    expect(backend.recordings.size).toBe(1);
    expect(backend.count('PUT', /./)).toBe(4);
  });

  it('replace what the server recovered while this browser was away', async () => {
    const bytes = randomBytes(250_000);
    const { id: recordingId } = backend.add({ status: 'ready', recorderName: 'Ada', recovered: true, fileBytes: 100_000 }, bytes.subarray(0, 100_000));
    const id = disk.add(bytes, { recordingId });
    openTab();
    await waitFor(() => expect(disk.infoOf(id)).toBeUndefined());

    expect(backend.recordings.size).toBe(1);
    expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes));
    expect(onlyRecording()?.attributes).toMatchObject({ status: 'ready', recovered: false, sha256Verified: true });
  });

  it.each([
    ['without a name', { recorderName: ' ' }],
    ['that the user stopped', { isHeld: true }],
    ['of a live stream', { streamId: 'x' }],
  ])('%s are offered', async (_, changes) => {
    const id = disk.add(randomBytes(10), changes);
    const { uploads } = openTab();
    await waitFor(() => expect(uploads.getSnapshot().offered.map(({ info }) => info.id)).toEqual([id]));
    expect(backend.seen).toHaveLength(0);
    expect(stateOf(uploads)).toBe('waiting');
  });
});

describe('a saved recording that the server has not compared', () => {
  it('stays on the disk, is not offered, and is checked at the next visit', async () => {
    backend.verifies = false;
    const bytes = randomBytes(10);
    const id = disk.add(bytes);
    const first = openTab();
    await waitFor(() => expect(disk.infoOf(id)?.savedAt).toBeTruthy());
    await waitFor(() => expect(stateOf(first.uploads)).toBe('saved'));
    await first.uploads.scan();
    expect(first.uploads.getSnapshot()).toMatchObject({ uploads: [], offered: [] });
    expect(backend.count('POST', /init-chunked/)).toBe(1);

    Object.assign(onlyRecording()?.attributes ?? {}, { sha256Verified: true, sha256: sha256(bytes) });
    openTab();
    await waitFor(() => expect(disk.infoOf(id)).toBeUndefined());
    expect(backend.count('POST', /init-chunked/)).toBe(1);
  });

  it.each([
    ['another file of the same size', { fileBytes: 10, sha256: 'f'.repeat(64) }],
    ['a longer file, as after a full disk', { fileBytes: 11, sha256: 'f'.repeat(64) }],
  ])('stays on the disk while the server has %s', async (_, stored) => {
    const { id: recordingId } = backend.add({ status: 'ready', recorderName: 'Ada', sha256Verified: true, ...stored });
    const id = disk.add(randomBytes(10), { recordingId, savedAt: '2026-01-01T11:00:00Z' });
    const { uploads } = openTab();
    await waitFor(() => expect(backend.count('GET', new RegExp(recordingId))).toBe(1));
    await uploads.scan();
    expect(disk.infoOf(id)).toBeDefined();
    expect(backend.count('POST', /init-chunked/)).toBe(0);
  });

  it('is checked again while the server is about to compare it', async () => {
    const bytes = randomBytes(10);
    const { id: recordingId, attributes } = backend.add({ status: 'ready', recorderName: 'Ada', fileBytes: 10, processing: { state: 'queued', reason: null } });
    const id = disk.add(bytes, { recordingId, savedAt: '2026-01-01T11:00:00Z' });
    const { uploads } = openTab();
    await waitFor(() => expect(backend.count('GET', new RegExp(recordingId))).toBe(1));
    Object.assign(attributes, { processing: { state: 'done', reason: null }, sha256Verified: true, sha256: sha256(bytes) });
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 6_000);
    await uploads.scan();
    await waitFor(() => expect(disk.infoOf(id)).toBeUndefined());
    vi.restoreAllMocks();
  });

  it('is sent again once if the server finds it unusable, and is then offered', async () => {
    const bytes = randomBytes(10);
    const { id: recordingId } = backend.add({ status: 'error', recorderName: 'Ada' });
    const id = disk.add(bytes, { recordingId, savedAt: '2026-01-01T11:00:00Z' });
    backend.verifies = false;
    openTab();
    await waitFor(() => expect(backend.recordings.get(recordingId)?.attributes.status).toBe('ready'));
    expect(sha256(backend.recordings.get(recordingId)?.media)).toBe(sha256(bytes));
    await waitFor(() => expect(disk.infoOf(id)).toMatchObject({ replacements: 1, savedAt: expect.any(String) as string }));

    Object.assign(backend.recordings.get(recordingId)?.attributes ?? {}, { status: 'error' });
    const next = openTab();
    await waitFor(() => expect(next.uploads.getSnapshot().offered).toHaveLength(1));
    expect(disk.infoOf(id)).toMatchObject({ isHeld: true, savedAt: null });
  });

  it('is offered if it was deleted on the server', async () => {
    const id = disk.add(randomBytes(10), { recordingId: '0123456789abcdef01234567', savedAt: '2026-01-01T11:00:00Z' });
    const { uploads } = openTab();
    await waitFor(() => expect(uploads.getSnapshot().offered).toHaveLength(1));
    expect(disk.infoOf(id)).toMatchObject({ isHeld: true });
    expect(backend.recordings.size).toBe(0);
  });

  it('stays while the server cannot be reached', async () => {
    backend.fault = () => ({ kind: 'reset' });
    const id = disk.add(randomBytes(10), { recordingId: '0123456789abcdef01234567', savedAt: '2026-01-01T11:00:00Z' });
    const { uploads } = openTab();
    await uploads.scan();
    await waitFor(() => expect(backend.count('GET', /recordings/)).toBeGreaterThan(0));
    expect(disk.infoOf(id)).toMatchObject({ savedAt: '2026-01-01T11:00:00Z' });
    expect(uploads.getSnapshot().offered).toHaveLength(0);
  });
});
