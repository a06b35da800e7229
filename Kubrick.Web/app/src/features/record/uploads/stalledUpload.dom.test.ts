import { randomBytes } from 'node:crypto';
import { waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Fault } from '../../../testing/FakeBackend';
import { FakeDisk } from '../../../testing/FakeDisk';
import { isPart } from '../../../testing/uploadBed';
import { withFakeBackend } from '../../../testing/withFakeBackend';
import type { UploadSettings } from '../../upload/UploadContext';
import { UploadManager } from './UploadManager';

const backend = withFakeBackend();
// jsdom decodes no video.
vi.mock('./thumbnail', () => ({ thumbnailOf: () => Promise.resolve(null) }));

let disk = new FakeDisk();
let stop: () => void = () => undefined;
beforeEach(() => {
  disk = new FakeDisk();
  disk.add(randomBytes(10), { title: 'Second', startedAt: '2026-01-02T10:00:00Z' });
  disk.add(randomBytes(10), { title: 'First' });
});
afterEach(() => {
  vi.useRealTimers();
  stop();
});

function openTab(settings: Partial<UploadSettings> = {}): UploadManager {
  const uploads = new UploadManager({ list: disk.list, open: disk.open, settings: { firstRetryDelay: 1, ...settings } });
  stop = uploads.start();
  return uploads;
}

const first = () => [...backend.recordings.values()].find(({ attributes }) => attributes.title === 'First')?.id ?? '-';
/** What the server has. */
const titles = () => [...backend.recordings.values()].filter(({ attributes }) => attributes.status === 'ready').map(({ attributes }) => attributes.title);

describe('an upload that does not get any further', () => {
  it('does not hold up the others once it has sent nothing for a minute', async () => {
    // The storage of the first is gone.
    backend.fault = ({ path, body }) => (path.includes('init-chunked') && body.includes(first()) ? { kind: 'response', status: 503 } : undefined);
    const uploads = openTab();
    await waitFor(() => expect(uploads.getSnapshot().uploads.map(({ engine }) => engine.getSnapshot().waiting)).toEqual(['retry']));
    await uploads.scan();
    expect(titles()).toEqual([]);

    vi.setSystemTime(Date.now() + 61_000);
    await uploads.scan();
    await waitFor(() => expect(titles()).toEqual(['Second']));
    expect(uploads.getSnapshot().summary.state).toBe('uploading');
    backend.fault = () => undefined;
    await waitFor(() => expect(titles()).toEqual(['First', 'Second']));
  });

  it('does not hold up the others if its storage takes its bytes again and again, and keeps none', async () => {
    // A proxy answers after it has taken the whole part, or breaks the connection before.
    let fault: Fault = { kind: 'reset' };
    backend.fault = request => (isPart(request) && request.path.includes(first()) ? fault : undefined);
    // Every change is reported.
    let clock = 0;
    const uploads = openTab({ now: () => (clock += 1_000) });
    const sent = () => uploads.getSnapshot().uploads.map(({ engine }) => engine.getSnapshot().sentBytes);
    await waitFor(() => expect(uploads.getSnapshot().uploads.map(({ engine }) => engine.getSnapshot().waiting)).toEqual(['retry']));
    for (let attempt = 0; attempt < 8 && titles().length === 0; attempt++) {
      const isTaken = attempt % 2 === 0;
      fault = isTaken ? { kind: 'response', status: 503 } : { kind: 'reset' };
      await waitFor(() => expect(sent()[0]).toBe(isTaken ? 10 : 0), { timeout: 10_000 });
      await uploads.scan();
      vi.setSystemTime(Date.now() + 15_000);
    }
    await waitFor(() => expect(titles()).toEqual(['Second']));
    expect(uploads.getSnapshot().summary.state).toBe('uploading');
    backend.fault = () => undefined;
    await waitFor(() => expect(titles()).toEqual(['First', 'Second']), { timeout: 10_000 });
  });
});
