import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makePublisher, settle, streamId } from '../../../testing/publisherBed';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the number of viewers', () => {
  it('counts the viewers of this recording, and no other', async () => {
    const { live, socket, accept } = await makePublisher();
    await accept();
    socket().say({ type: 'viewerJoined', recordingId: streamId, viewerId: 'v', viewerCount: 2 });
    socket().say({ type: 'viewerJoined', recordingId: 'another', viewerId: 'v', viewerCount: 9 });
    socket().say({ type: 'viewerLeft', recordingId: streamId, viewerId: 'v' });
    for (const nonsense of ['', '{', '[]', 'null', '{"type":"news"}']) socket().say(nonsense);
    expect(live.getSnapshot()).toMatchObject({ phase: 'live', viewerCount: 2 });
  });

  it('asks for the viewers that it heard nothing of, at its start, when it is taken up again, and now and then', async () => {
    const counts = [3, 5, 7];
    const getViewerCount = vi.fn(() => Promise.resolve(counts.shift() ?? 0));
    const { live, socket, accept } = await makePublisher({ getViewerCount });
    await accept();
    expect(live.getSnapshot().viewerCount).toBe(3);
    expect(getViewerCount).toHaveBeenCalledExactlyOnceWith(streamId, expect.any(AbortSignal));
    await vi.advanceTimersByTimeAsync(15_000);
    expect(live.getSnapshot().viewerCount).toBe(5);
    socket().drop();
    await vi.advanceTimersByTimeAsync(500);
    await accept();
    expect(live.getSnapshot().viewerCount).toBe(7);
    live.cancel();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(getViewerCount).toHaveBeenCalledTimes(3);
  });

  it('believes a broadcast more than an answer that was asked for before it', async () => {
    let answer: (viewerCount: number) => void = () => undefined;
    const { live, socket, accept } = await makePublisher({ getViewerCount: () => new Promise(resolve => (answer = resolve)) });
    await accept();
    socket().say({ type: 'viewerJoined', recordingId: streamId, viewerId: 'v', viewerCount: 2 });
    answer(1);
    await settle();
    expect(live.getSnapshot().viewerCount).toBe(2);
  });
});
