import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionError } from '../../../api/errors';
import { makePublisher, settle, streamId } from '../../../testing/publisherBed';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the end of a live stream', () => {
  it('is in the library when the server has stored it', async () => {
    const { live, socket, give, accept, stopped, phase } = await makePublisher({ getRecording: () => Promise.resolve({ status: 'ready', fileBytes: 3 }) });
    await accept();
    await give('all');
    live.finish();
    await settle();
    expect(phase()).toBe('stopping');
    expect(socket().messages.at(-1)).toEqual({ type: 'stop' });

    await stopped();
    expect(live.getSnapshot()).toMatchObject({ phase: 'ended', isComplete: true, recordingId: streamId });
    expect(socket().closedWith).toBe(1000);
  });

  it('ends when somebody else stops it, and then lacks what came after', async () => {
    const { live, give, accept, socket } = await makePublisher();
    await accept();
    await give('sent');
    socket().say({ type: 'streamEnded', recordingId: streamId, status: 'ended' });
    await settle();
    await give('more');
    live.finish();
    expect(live.getSnapshot()).toMatchObject({ phase: 'ended', isComplete: false });
  });

  it('is not taken for whole because everything was sent: somebody else may have ended it before that arrived', async () => {
    const { live, socket, give, accept } = await makePublisher({ getRecording: () => Promise.resolve({ status: 'ready', fileBytes: 2 }) });
    await accept();
    await give('all');
    live.finish();
    await settle();
    socket().say({ type: 'streamEnded', recordingId: streamId, status: 'ended' });
    await settle();
    expect(live.getSnapshot()).toMatchObject({ phase: 'ended', isComplete: false });
  });

  it('is late when the server takes long to store what it has', async () => {
    const { live, give, accept, socket } = await makePublisher();
    await accept();
    await give('all');
    live.finish();
    await settle();
    await vi.advanceTimersByTimeAsync(15_000);
    socket().say({ type: 'pong', timestamp: 1 });
    await vi.advanceTimersByTimeAsync(14_000);
    expect(live.getSnapshot()).toMatchObject({ phase: 'stopping', isLate: false });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(live.getSnapshot()).toMatchObject({ phase: 'stopping', isLate: true });
  });

  it('is late, too, where the network takes the rest slowly, and tells how much that is', async () => {
    const { live, give, accept, socket } = await makePublisher();
    await accept();
    socket().isStuck = true;
    await give('all');
    live.finish();
    expect(live.getSnapshot()).toMatchObject({ unsentBytes: 3, isLate: false });
    await vi.advanceTimersByTimeAsync(15_000);
    socket().say({ type: 'pong', timestamp: 1 });
    await vi.advanceTimersByTimeAsync(16_000);
    expect(live.getSnapshot()).toMatchObject({ phase: 'stopping', unsentBytes: 3, isLate: true });
    socket().bufferedAmount = 0;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(live.getSnapshot()).toMatchObject({ phase: 'stopping', unsentBytes: 0, isLate: true });
  });

  it('waits for the server to count what it stored', async () => {
    const getRecording = vi
      .fn()
      .mockRejectedValueOnce(new ConnectionError())
      .mockResolvedValueOnce({ status: 'recording' })
      .mockResolvedValueOnce({ status: 'ready', fileBytes: null })
      .mockResolvedValue({ status: 'ready', fileBytes: 3 });
    const { live, give, accept, stopped, phase } = await makePublisher({ getRecording });
    await accept();
    await give('all');
    live.finish();
    await settle();
    await stopped();
    await vi.advanceTimersByTimeAsync(2_500);
    expect(phase()).toBe('stopping');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(live.getSnapshot()).toMatchObject({ phase: 'ended', isComplete: true });
  });

  it('is not taken for whole where the server does not say so within a minute', async () => {
    const { live, give, accept, stopped, phase } = await makePublisher();
    await accept();
    await give('all');
    live.finish();
    await settle();
    await stopped();
    await vi.advanceTimersByTimeAsync(59_000);
    expect(phase()).toBe('stopping');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(live.getSnapshot()).toMatchObject({ phase: 'ended', isComplete: false });
  });
});
