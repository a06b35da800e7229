import { waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { createGrowingUpload, createUpload, isPart } from '../../testing/uploadBed';
import { withFakeBackend } from '../../testing/withFakeBackend';
import { blobSource } from './UploadSource';

const backend = withFakeBackend();

interface Note {
  readonly partNumber: number;
  readonly recordedSeconds?: number;
  readonly endSeconds?: number;
}

const notes = () => backend.seen.filter(({ path }) => path.endsWith('chunk-url')).map(({ body }) => JSON.parse(body.toString()) as Note);

describe('the server is told', () => {
  it('with each part, up to where it reaches and how much is recorded', async () => {
    const { upload, source } = createGrowingUpload();
    const done = upload.start();
    source.append(230_000);
    await waitFor(() => expect(notes()).toHaveLength(2));
    expect(notes().map(({ partNumber, endSeconds }) => [partNumber, endSeconds])).toEqual(expect.arrayContaining([[1, 100], [2, 200]]));
    expect(notes().every(({ recordedSeconds }) => recordedSeconds === 230)).toBe(true);
    source.finish();
    await done;
    expect(notes().at(-1)).toMatchObject({ partNumber: 3, endSeconds: 230, recordedSeconds: 230 });
  });

  it('in proportion to the bytes, where only the length is known', async () => {
    const source = blobSource(new Blob([new Uint8Array(200_000)]), 50);
    const conclude = () => Promise.resolve({ duration: 50, sha256: null, changes: null });
    const { upload } = createUpload(0, { job: { source, conclude } });
    await upload.start();
    expect(notes().sort((a, b) => a.partNumber - b.partNumber)).toMatchObject([{ partNumber: 1, endSeconds: 25, recordedSeconds: 50 }, { partNumber: 2, endSeconds: 50, recordedSeconds: 50 }]);
  });

  it('nothing about the time, where it is unknown', async () => {
    const { upload } = createUpload(10);
    await upload.start();
    expect(Object.keys(notes()[0] ?? {})).not.toEqual(expect.arrayContaining(['recordedSeconds']));
  });

  it.each(['s3', 'gcp'] as const)('at an interval that this browser is there, while no part becomes full (%s)', async provider => {
    backend.provider = provider;
    const { upload, source } = createGrowingUpload({ settings: { noteInterval: 1 } });
    const done = upload.start();
    source.append(40_000);
    await waitFor(() => expect(notes().some(note => note.partNumber === 1 && note.recordedSeconds === 40 && note.endSeconds === undefined)).toBe(true));
    source.append(80_000);
    await waitFor(() => expect(notes().some(note => note.partNumber === 1 && note.recordedSeconds === 120 && note.endSeconds === 100)).toBe(true));
    source.finish();
    await done;
    expect(upload.getSnapshot().phase).toBe('done');
  });

  it('so while one chunk takes long at a session URL', async () => {
    backend.provider = 'gcp';
    backend.fault = ({ method }) => (method === 'PUT' ? { kind: 'silence' } : undefined);
    const { upload } = createUpload(250_000, { settings: { noteInterval: 1 } });
    void upload.start();
    await waitFor(() => expect(notes().length).toBeGreaterThan(3));
    expect(backend.count('PUT', /./)).toBe(1);
    await upload.cancel();
  });

  it('nothing more when the upload has ended, and failures do not disturb it', async () => {
    const { upload, source } = createGrowingUpload({ settings: { noteInterval: 1 } });
    let failures = 0;
    backend.fault = request => {
      if (!request.path.endsWith('chunk-url') || source.bytes > 50_000) return undefined;
      failures++;
      return { kind: 'response', status: 503 };
    };
    const done = upload.start();
    source.append(50_000);
    await waitFor(() => expect(failures).toBeGreaterThan(2));
    source.append(100_000);
    source.finish();
    await done;
    expect(upload.getSnapshot().phase).toBe('done');
    const before = notes().length;
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(notes().length - before).toBeLessThanOrEqual(1);
  });

  it('nothing while the browser is offline', async () => {
    const connectivity = { isOnline: true, untilOnline: () => new Promise<void>(() => undefined) };
    const { upload, source } = createGrowingUpload({ settings: { noteInterval: 1, connectivity } });
    backend.fault = request => (isPart(request) ? { kind: 'silence' } : undefined);
    void upload.start();
    source.append(150_000);
    await waitFor(() => expect(backend.count('PUT', /./)).toBe(1));
    connectivity.isOnline = false;
    await new Promise(resolve => setTimeout(resolve, 50));
    const before = notes().length;
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(notes().length).toBe(before);
    await upload.cancel();
  });
});
