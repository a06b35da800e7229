import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPublisher, streamId } from '../../../testing/publisherBed';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a warning of the server', () => {
  it('is shown, and the stream continues whatever its code is', async () => {
    const { live, socket, record, accept, phase } = await createPublisher();
    await accept();
    expect(live.getSnapshot().warnings).toEqual([]);
    socket().receive({ type: 'error', code: 'STORAGE_FAILED', error: 'The storage is full.', severity: 'warning' });
    await record('one');
    expect(phase()).toBe('live');
    expect(socket().frames).toEqual(['one']);
    expect(live.getSnapshot()).toMatchObject({ warnings: [{ code: 'STORAGE_FAILED', sentence: 'The storage is full.' }], problem: null });
  });

  const storage = { type: 'error', code: 'STORAGE_UNAVAILABLE', error: 'The storage is full.', severity: 'warning' };
  const damage = { type: 'error', code: 'MEDIA_DAMAGED', error: 'Bytes were damaged.', severity: 'warning' };

  it('stays beside later ones until the server says that it is over', async () => {
    const { live, socket, accept, phase } = await createPublisher();
    const sentences = () => live.getSnapshot().warnings.map(({ sentence }) => sentence);
    await accept();
    socket().receive(storage);
    socket().receive(damage);
    expect(sentences()).toEqual(['The storage is full.', 'Bytes were damaged.']);
    socket().receive({ ...storage, error: 'The storage cannot be reached.' });
    expect(sentences()).toEqual(['Bytes were damaged.', 'The storage cannot be reached.']);

    socket().receive({ type: 'recovered', recordingId: 'another', code: 'STORAGE_UNAVAILABLE' });
    expect(sentences()).toHaveLength(2);
    socket().receive({ type: 'recovered', recordingId: streamId, code: 'STORAGE_UNAVAILABLE' });
    expect(sentences()).toEqual(['Bytes were damaged.']);
    expect(phase()).toBe('live');
  });

  it('is forgotten when the connection was lost: what is still true is told again', async () => {
    const { live, socket, accept } = await createPublisher();
    await accept();
    socket().receive(storage);
    socket().receive(damage);
    socket().drop();
    expect(live.getSnapshot().warnings).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(500);
    await accept();
    expect(live.getSnapshot().warnings).toEqual([]);
    socket().receive(damage);
    expect(live.getSnapshot().warnings).toEqual([{ code: 'MEDIA_DAMAGED', sentence: 'Bytes were damaged.' }]);
  });
});
