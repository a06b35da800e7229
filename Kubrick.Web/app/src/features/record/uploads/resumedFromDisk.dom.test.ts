import { randomBytes } from 'node:crypto';
import { waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { errorDocument } from '../../../testing/FakeBackend';
import { journalText, someInfo } from '../../../testing/someInfo';
import { sha256 } from '../../../testing/uploadBed';
import { withFakeBackend } from '../../../testing/withFakeBackend';
import { withFakeStorage } from '../../../testing/withFakeStorage';
import { DiskCopy } from '../local/DiskCopy';
import type { RecordingInfo } from '../local/RecordingInfo';
import { listUnfinished, openUnfinished } from '../local/unfinishedRecordings';
import { UploadManager, type UploadManagerDependencies } from './UploadManager';

const backend = withFakeBackend();
const { opfs } = withFakeStorage();
// jsdom decodes no video.
vi.mock('./thumbnail', () => ({ thumbnailOf: () => Promise.resolve(null) }));

let stops: (() => void)[] = [];
beforeEach(() => {
  stops = [];
});
afterEach(() => {
  vi.useRealTimers();
  stops.forEach(stop => stop());
});

/** A recording of an earlier visit. */
async function add(changes: Partial<RecordingInfo> = {}, media: Uint8Array = randomBytes(250_000)): Promise<string> {
  const info = someInfo(changes);
  await opfs.write(info.id, 'media', media);
  await opfs.write(info.id, 'journal', journalText(info));
  return info.id;
}

/** Another tab changes a recording. */
async function changeElsewhere(id: string, changes: Partial<RecordingInfo>): Promise<void> {
  const copy = await DiskCopy.open(id, false);
  copy.updateInfo(changes);
  await copy.release();
}

function openTab(dependencies: Partial<UploadManagerDependencies> = {}): UploadManager {
  const uploads = new UploadManager({ list: listUnfinished, open: openUnfinished, settings: { firstRetryDelay: 1 }, ...dependencies });
  stops.push(uploads.start());
  return uploads;
}

const titles = () => [...backend.recordings.values()].map(({ attributes }) => attributes.title);

describe('the recordings on the disk', () => {
  it('are uploaded by one of several tabs, byte for byte, and then deleted', async () => {
    const media = randomBytes(250_000);
    await add({}, media);
    openTab();
    openTab();
    await waitFor(() => expect(opfs.recordings).toEqual([]));
    expect([...backend.recordings.values()].map(recording => sha256(recording.media))).toEqual([sha256(media)]);
  });

  it('are uploaded although an older one cannot be opened, which is offered after a while', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await add({ id: 'a', title: 'First' });
    await add({ id: 'b', title: 'Second', startedAt: '2026-01-02T10:00:00Z' });
    const journal = opfs.file('a', 'journal');
    if (!journal) throw new Error('There is no journal.');
    journal.isOpen = true;
    const uploads = openTab();
    await waitFor(() => expect(opfs.recordings).toEqual(['a']));
    expect(titles()).toEqual(['Second']);

    await waitFor(async () => {
      vi.setSystemTime(Date.now() + 60_000);
      await uploads.scan();
      expect(uploads.getSnapshot().offered.map(({ info }) => info.title)).toEqual(['First']);
    });
    journal.isOpen = false;
    await waitFor(async () => {
      vi.setSystemTime(Date.now() + 60_000);
      await uploads.scan();
      expect(opfs.recordings).toEqual([]);
    });
    expect(titles()).toEqual(['Second', 'First']);
  });

  it('are not opened again at once after a failure', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await add();
    const open = vi.fn(() => Promise.reject(new Error('It cannot be opened.')));
    const uploads = new UploadManager({ list: listUnfinished, open });
    for (let i = 0; i < 3; i++) await uploads.scan();
    expect(open).toHaveBeenCalledOnce();
  });

  it('are checked one by one: one that cannot be opened does not keep the next from being uploaded', async () => {
    const media = randomBytes(10);
    const { id: recordingId } = backend.add({ title: 'Saved', status: 'ready', recorderName: 'Ada', fileBytes: 10, sha256Verified: true, sha256: sha256(media) });
    await add({ id: 'a', recordingId, savedAt: '2026-01-01T11:00:00Z' }, media);
    await add({ id: 'b', title: 'Second', startedAt: '2026-01-02T10:00:00Z' });
    const opened: string[] = [];
    const open = (found: { info: RecordingInfo }) => {
      opened.push(found.info.id);
      return found.info.id === 'a' ? Promise.reject(new Error('It cannot be opened.')) : openUnfinished(found);
    };
    await new UploadManager({ list: listUnfinished, open, settings: { firstRetryDelay: 1 } }).scan();
    expect(opened).toEqual(['a', 'b']);
    await waitFor(() => expect(opfs.recordings).toEqual(['a']));
    expect(titles()).toEqual(['Saved', 'Second']);
  });

  it('stay stopped if the user stopped them in another tab after they were listed', async () => {
    await add();
    let lists = 0;
    const list = async () => {
      const found = await listUnfinished();
      if (lists++ === 0) await changeElsewhere('a', { isHeld: true });
      return found;
    };
    const uploads = openTab({ list });
    await waitFor(async () => {
      await uploads.scan();
      expect(uploads.getSnapshot().offered).toHaveLength(1);
    });
    expect(backend.seen).toHaveLength(0);
    expect(uploads.getSnapshot().uploads).toEqual([]);
  });

  it('are not uploaded twice if another tab created them on the server after they were listed', async () => {
    const media = randomBytes(250_000);
    const { id: recordingId } = backend.add({ status: 'uploading', recorderName: 'Ada' });
    await add({}, media);
    let lists = 0;
    const list = async () => {
      const found = await listUnfinished();
      if (lists++ === 0) await changeElsewhere('a', { recordingId, sent: { title: 'Talk', metadata: {} } });
      return found;
    };
    openTab({ list });
    await waitFor(() => expect(opfs.recordings).toEqual([]));
    expect([...backend.recordings.keys()]).toEqual([recordingId]);
    expect(sha256(backend.recordings.get(recordingId)?.media)).toBe(sha256(media));
  });

  it('are uploaded as other recordings if the server must not replace what it has of them', async () => {
    const media = randomBytes(250_000);
    const held = backend.add({ title: 'Held', status: 'error', recorderName: 'Ada', legalHold: true, fileBytes: 10 }, Buffer.alloc(10));
    backend.fault = ({ path, body }) =>
      path.endsWith('/init-chunked') && body.includes(held.id)
        ? { kind: 'response', status: 409, body: errorDocument(409, 'CONFLICT', 'The recording is under a legal hold.') }
        : undefined;
    // The server found it unusable after it was saved.
    await add({ recordingId: held.id, savedAt: '2026-01-01T11:00:00Z', savedBytes: media.length }, media);
    const uploads = openTab();
    await waitFor(async () => {
      await uploads.scan();
      expect(opfs.recordings).toEqual([]);
    });
    expect(uploads.getSnapshot()).toMatchObject({ uploads: [], offered: [] });
    expect(titles()).toEqual(['Held', 'Talk']);
    expect(held.media).toEqual(Buffer.alloc(10));
    expect(sha256([...backend.recordings.values()][1]?.media)).toBe(sha256(media));
  });

  it('are offered with what another tab changed', async () => {
    await add({ isHeld: true });
    const uploads = openTab();
    await waitFor(() => expect(uploads.getSnapshot().offered).toHaveLength(1));
    await changeElsewhere('a', { title: 'Better' });
    await waitFor(async () => {
      await uploads.scan();
      expect(uploads.getSnapshot().offered[0]?.info.title).toBe('Better');
    });
  });

  it('are uploaded with the time that the disk has, and the time that was recorded', async () => {
    await add({ seconds: 300, diskSeconds: 200 });
    openTab();
    await waitFor(() => expect(opfs.recordings).toEqual([]));
    const completion = backend.seen.find(({ path }) => path.endsWith('/complete-chunked'));
    expect(JSON.parse(completion?.body.toString() ?? '{}')).toMatchObject({ duration: 200, recordedSeconds: 300 });
    // It is a sign of life: this browser has what the server lacks.
    const part = backend.seen.find(({ path }) => path.endsWith('/chunk-url'));
    expect(JSON.parse(part?.body.toString() ?? '{}')).toMatchObject({ recordedSeconds: 300 });
  });

  it('report the pauses that their journals say', async () => {
    const pause = { pausedAt: '2026-01-01T10:00:01.000Z', resumedAt: '2026-01-01T10:00:03.000Z', duration: 2 };
    await add({ pauses: { 0: pause, 1: { ...pause, resumedAt: null, duration: null } } });
    openTab();
    await waitFor(() => expect(opfs.recordings).toEqual([]));
    const completion = backend.seen.find(({ path }) => path.endsWith('/complete-chunked'));
    expect(JSON.parse(completion?.body.toString() ?? '{}')).toMatchObject({ pauseCount: 2, pauseDurationTotal: 2, pauseEvents: [pause, { ...pause, resumedAt: null, duration: null }] });
  });
});
