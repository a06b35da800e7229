import { randomBytes } from 'node:crypto';
import { waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { journalText, someInfo } from '../../../testing/someInfo';
import { onlyRecording as recordingOf, sha256 } from '../../../testing/uploadBed';
import { withFakeBackend } from '../../../testing/withFakeBackend';
import { withFakeStorage } from '../../../testing/withFakeStorage';
import { createLocalCopy } from '../local/createLocalCopy';
import { MemoryCopy } from '../local/MemoryCopy';
import { listUnfinished } from '../local/unfinishedRecordings';
import type { RecordingUpload } from './RecordingUpload';
import { browserUploads, UploadManager } from './UploadManager';

const backend = withFakeBackend();
const { opfs, crash } = withFakeStorage();
// jsdom decodes no video.
vi.mock('./thumbnail', () => ({ thumbnailOf: () => Promise.resolve(null) }));

const onlyRecording = () => recordingOf(backend);
const change = (attributes: object) => Object.assign(onlyRecording()?.attributes ?? {}, attributes);
const compare = (bytes: Uint8Array) => change({ sha256Verified: true, sha256: sha256(bytes) });
const infoOnDisk = async () => (await listUnfinished())[0]?.info;

let stops: (() => void)[] = [];
beforeEach(() => {
  stops = [];
  backend.verifies = false;
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  stops.forEach(stop => stop());
});

function openTab(): UploadManager {
  const uploads = new UploadManager({ ...browserUploads, settings: { firstRetryDelay: 1 } });
  stops.push(uploads.start());
  return uploads;
}

/** The tabs die. */
function closeTabs(): void {
  stops.splice(0).forEach(stop => stop());
  crash();
}

/** Records chunks of 50,000 bytes, of which the disk takes only the first two, until the server has all of them. */
async function saveBeyondDisk(uploads: UploadManager, bytes: Buffer): Promise<RecordingUpload> {
  const info = someInfo({ id: crypto.randomUUID() });
  const copy = await createLocalCopy(info);
  opfs.capacity = opfs.usedBytes + 110_000;
  const upload = uploads.record(copy, info);
  for (let at = 0; at < bytes.length; at += 50_000) copy.append(new Blob([Uint8Array.from(bytes.subarray(at, at + 50_000))]), at / 50_000);
  upload.finish({ seconds: 5, mimeType: 'video/webm' }, await copy.finish());
  await waitFor(() => expect(upload.engine.getSnapshot().phase).toBe('done'));
  await waitFor(() => expect(journalOf(info.id)).toContain('savedSha256'));
  expect(copy.isOnDisk).toBe(false);
  return upload;
}

const journalOf = (id: string) => opfs.file(id, 'journal')?.content.toString() ?? '';

/** Searches again and again, a minute later each time, until the condition is met. */
async function scanLater(uploads: UploadManager, isMet: () => void): Promise<void> {
  await waitFor(async () => {
    vi.setSystemTime(Date.now() + 60_000);
    await uploads.scan();
    isMet();
  });
}

/** Workers that cannot hash: without WebAssembly. */
class MuteWorker {
  onmessage: ((event: { data: unknown }) => void) | null = null;

  constructor(private readonly url: URL) {}

  postMessage(): void {
    setTimeout(() => this.onmessage?.({ data: this.url.pathname.endsWith('/checksumWorker.ts') ? { checksum: {} } : null }));
  }

  terminate(): void {
    this.onmessage = null;
  }
}

const asked = () => backend.count('GET', /^\/api\/recordings\/[0-9a-f]+$/);

describe('a saved recording whose end is only in memory', () => {
  it('keeps its tab needed until the server has compared it', async () => {
    const bytes = randomBytes(250_000);
    const uploads = openTab();
    const upload = await saveBeyondDisk(uploads, bytes);
    expect(uploads.getSnapshot().uploads).toEqual([upload]);
    await waitFor(() => expect(uploads.getSnapshot().summary).toEqual({ state: 'comparing', bytesOnDisk: 0, bytesInMemory: 250_000, bytesOnServer: 250_000 }));
    await scanLater(uploads, () => expect(asked()).toBeGreaterThan(3));
    expect(uploads.getSnapshot().summary.state).toBe('comparing');
    expect(opfs.recordings).toHaveLength(1);

    compare(bytes);
    await scanLater(uploads, () => expect(opfs.recordings).toEqual([]));
    await waitFor(() => expect(uploads.getSnapshot()).toMatchObject({ uploads: [], summary: { state: 'saved', bytesInMemory: 0 } }));
    expect(upload.copyState).toBe('discarded');
  });

  it('is sent again as a whole if the server finds that the stored file differs', async () => {
    const bytes = randomBytes(250_000);
    const uploads = openTab();
    await saveBeyondDisk(uploads, bytes);
    const recording = onlyRecording();
    if (!recording) throw new Error('There is no recording.');
    recording.media = Buffer.alloc(250_000);
    change({ status: 'error', errorReason: 'It differs.' });
    await scanLater(uploads, () => expect(recording.attributes.status).toBe('ready'));
    expect(sha256(recording.media)).toBe(sha256(bytes));

    compare(bytes);
    await scanLater(uploads, () => expect(opfs.recordings).toEqual([]));
  });

  it('stays, and is reported, if it differs again', async () => {
    const uploads = openTab();
    const upload = await saveBeyondDisk(uploads, randomBytes(250_000));
    change({ status: 'error', errorReason: 'It differs.' });
    await scanLater(uploads, () => expect(onlyRecording()?.attributes.status).toBe('ready'));
    await waitFor(() => expect(upload.isAwaitingComparison).toBe(true));
    change({ status: 'error', errorReason: 'It differs.' });
    await scanLater(uploads, () => expect(upload.engine.getSnapshot()).toMatchObject({ phase: 'failed', error: { detail: 'It differs.' } }));
    expect(uploads.getSnapshot()).toMatchObject({ uploads: [upload], summary: { state: 'stuck', bytesInMemory: 250_000 } });
    await waitFor(() => expect(journalOf(upload.info.id)).toContain('isHeld'));
    closeTabs();
    expect(await infoOnDisk()).toMatchObject({ savedAt: null, isHeld: true });
  });

  it('stays, and is reported, if it was deleted on the server', async () => {
    const bytes = randomBytes(250_000);
    const uploads = openTab();
    const upload = await saveBeyondDisk(uploads, bytes);
    backend.recordings.clear();
    await scanLater(uploads, () => expect(upload.engine.getSnapshot()).toMatchObject({ phase: 'failed', error: { title: 'Deleted on the server' } }));
    uploads.retry(upload);
    await waitFor(() => expect(sha256(onlyRecording()?.media)).toBe(sha256(bytes)));
  });

  it('is not waited for if there is no hash to compare', async () => {
    vi.stubGlobal('Worker', MuteWorker);
    const uploads = openTab();
    const copy = new MemoryCopy();
    copy.append(new Blob(['hello']));
    const upload = uploads.record(copy, someInfo());
    upload.finish({ seconds: 5, mimeType: 'video/webm' }, await copy.finish());
    await waitFor(() => expect(uploads.getSnapshot().summary.state).toBe('saved'));
    expect(upload.engine.getSnapshot()).toMatchObject({ sha256: null, isVerified: false });
  });
});

describe('what a full disk has of a saved recording, at the next visit', () => {
  it('is deleted if the server has compared the whole recording', async () => {
    const bytes = randomBytes(250_000);
    await saveBeyondDisk(openTab(), bytes);
    closeTabs();
    compare(bytes);
    openTab();
    await waitFor(() => expect(opfs.recordings).toEqual([]));
    expect(backend.count('POST', /init-chunked/)).toBe(1);
  });

  it('is offered if the server cannot use what it has, and replaces nothing there', async () => {
    const bytes = randomBytes(250_000);
    await saveBeyondDisk(openTab(), bytes);
    closeTabs();
    const damaged = onlyRecording();
    change({ status: 'error', errorReason: 'It differs.' });
    const uploads = openTab();
    await waitFor(async () => {
      await uploads.scan();
      expect(uploads.getSnapshot().offered).toHaveLength(1);
    });
    const [offered] = uploads.getSnapshot().offered;
    if (!offered || !damaged) throw new Error('Nothing was offered.');

    uploads.upload(await browserUploads.open(offered));
    await waitFor(() => expect([...backend.recordings.values()].map(({ attributes }) => attributes.status)).toEqual(['error', 'ready']));
    expect(damaged.media).toHaveLength(250_000);
    expect(sha256([...backend.recordings.values()][1]?.media)).toBe(sha256(bytes.subarray(0, 100_000)));
  });

  it('is offered if the server has a longer file that nobody can compare with it', async () => {
    const { id: recordingId } = backend.add({ status: 'ready', recorderName: 'Ada', sha256Verified: true, sha256: 'f'.repeat(64), fileBytes: 11 });
    await opfs.write('a', 'media', 'hello');
    await opfs.write('a', 'journal', journalText(someInfo({ recordingId, savedAt: '2026-01-01T11:00:00Z' })));
    const uploads = openTab();
    await waitFor(async () => {
      await uploads.scan();
      expect(uploads.getSnapshot().offered.map(({ info }) => info.id)).toEqual(['a']);
    });
    expect(backend.count('POST', /./)).toBe(0);
  });

  it('stays, and is not offered, while the server has not compared what it has', async () => {
    await saveBeyondDisk(openTab(), randomBytes(250_000));
    closeTabs();
    const before = asked();
    const uploads = openTab();
    await waitFor(async () => {
      await uploads.scan();
      expect(asked()).toBeGreaterThan(before);
    });
    expect(uploads.getSnapshot()).toMatchObject({ offered: [], uploads: [] });
    expect(opfs.recordings).toHaveLength(1);
    expect(backend.count('POST', /init-chunked/)).toBe(1);
  });
});
