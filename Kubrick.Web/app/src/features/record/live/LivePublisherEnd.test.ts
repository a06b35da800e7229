import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionError } from '../../../api/errors';
import { createPublisher, settle, streamId } from '../../../testing/publisherBed';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the end of a live stream', () => {
  it('is complete when the server has stored every byte', async () => {
    const { live, socket, record, accept, stopped, phase } = await createPublisher({ getRecording: () => Promise.resolve({ status: 'ready', fileBytes: 3 }) });
    await accept();
    await record('all');
    live.finish();
    await settle();
    expect(phase()).toBe('stopping');
    expect(socket().messages.at(-1)).toEqual({ type: 'stop' });

    await stopped();
    expect(live.getSnapshot()).toMatchObject({ phase: 'ended', isComplete: true, recordingId: streamId });
    expect(socket().closedWith).toBe(1000);
  });

  it('is incomplete when somebody else stops the stream before the last byte', async () => {
    const { live, record, accept, socket } = await createPublisher();
    await accept();
    await record('sent');
    socket().receive({ type: 'streamEnded', recordingId: streamId, status: 'ended' });
    await settle();
    await record('more');
    live.finish();
    expect(live.getSnapshot()).toMatchObject({ phase: 'ended', isComplete: false });
  });

  it('is incomplete if somebody else stopped it while the last bytes were in flight', async () => {
    const { live, socket, record, accept } = await createPublisher({ getRecording: () => Promise.resolve({ status: 'ready', fileBytes: 2 }) });
    await accept();
    await record('all');
    live.finish();
    await settle();
    socket().receive({ type: 'streamEnded', recordingId: streamId, status: 'ended' });
    await settle();
    expect(live.getSnapshot()).toMatchObject({ phase: 'ended', isComplete: false });
  });

  it.each([
    ['a', 'a', true],
    ['a', 'b', false],
    ['a', 'a', true],
    ['a', null, false],
    [null, 'b', true],
  ])('compares the hash of this browser, %s, with that of the server, %s: complete %s', async (own, stored, isComplete) => {
    const getRecording = () => Promise.resolve({ status: 'ready', fileBytes: 3, sha256: stored });
    const { live, socket, record, accept } = await createPublisher({ getRecording, sha256: () => Promise.resolve(own) });
    await accept();
    await record('all');
    live.finish();
    await settle();
    socket().receive({ type: 'streamEnded', recordingId: streamId, status: 'ended' });
    await settle();
    expect(live.getSnapshot()).toMatchObject({ phase: 'ended', isComplete });
  });

  it('is late when the server takes long to store the stream', async () => {
    const { live, record, accept, socket } = await createPublisher();
    await accept();
    await record('all');
    live.finish();
    await settle();
    await vi.advanceTimersByTimeAsync(15_000);
    socket().receive({ type: 'pong', timestamp: 1 });
    await vi.advanceTimersByTimeAsync(14_000);
    expect(live.getSnapshot()).toMatchObject({ phase: 'stopping', isLate: false });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(live.getSnapshot()).toMatchObject({ phase: 'stopping', isLate: true });
  });

  it('is late on a slow network, and reports the unsent bytes', async () => {
    const { live, record, accept, socket } = await createPublisher();
    await accept();
    socket().isStuck = true;
    await record('all');
    live.finish();
    expect(live.getSnapshot()).toMatchObject({ unsentBytes: 3, isLate: false });
    await vi.advanceTimersByTimeAsync(15_000);
    socket().receive({ type: 'pong', timestamp: 1 });
    await vi.advanceTimersByTimeAsync(16_000);
    expect(live.getSnapshot()).toMatchObject({ phase: 'stopping', unsentBytes: 3, isLate: true });
    socket().bufferedAmount = 0;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(live.getSnapshot()).toMatchObject({ phase: 'stopping', unsentBytes: 0, isLate: true });
  });

  it('waits until the server has counted the stored bytes', async () => {
    const getRecording = vi
      .fn()
      .mockRejectedValueOnce(new ConnectionError())
      .mockResolvedValueOnce({ status: 'recording' })
      .mockResolvedValueOnce({ status: 'ready', fileBytes: null })
      .mockResolvedValue({ status: 'ready', fileBytes: 3 });
    const { live, record, accept, stopped, phase } = await createPublisher({ getRecording });
    await accept();
    await record('all');
    live.finish();
    await settle();
    await stopped();
    await vi.advanceTimersByTimeAsync(2_500);
    expect(phase()).toBe('stopping');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(live.getSnapshot()).toMatchObject({ phase: 'ended', isComplete: true });
  });

  it('is incomplete if the server does not confirm it within a minute', async () => {
    const { live, record, accept, stopped, phase } = await createPublisher();
    await accept();
    await record('all');
    live.finish();
    await settle();
    await stopped();
    await vi.advanceTimersByTimeAsync(59_000);
    expect(phase()).toBe('stopping');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(live.getSnapshot()).toMatchObject({ phase: 'ended', isComplete: false });
  });
});
