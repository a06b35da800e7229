import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPublisher, settle, streamId } from '../../../testing/publisherBed';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the number of viewers', () => {
  it('counts the viewers of this recording only', async () => {
    const { live, socket, accept } = await createPublisher();
    await accept();
    socket().receive({ type: 'viewerJoined', recordingId: streamId, viewerId: 'v', viewerCount: 2 });
    socket().receive({ type: 'viewerJoined', recordingId: 'another', viewerId: 'v', viewerCount: 9 });
    socket().receive({ type: 'viewerLeft', recordingId: streamId, viewerId: 'v' });
    for (const malformed of ['', '{', '[]', 'null', '{"type":"news"}']) socket().receive(malformed);
    expect(live.getSnapshot()).toMatchObject({ phase: 'live', viewerCount: 2 });
  });

  it('is polled at the start, after a reconnect, and every 15 s', async () => {
    const counts = [3, 5, 7];
    const getViewerCount = vi.fn(() => Promise.resolve(counts.shift() ?? 0));
    const { live, socket, accept } = await createPublisher({ getViewerCount });
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

  it('ignores a response that is older than a broadcast', async () => {
    let answer: (viewerCount: number) => void = () => undefined;
    const { live, socket, accept } = await createPublisher({ getViewerCount: () => new Promise(resolve => (answer = resolve)) });
    await accept();
    socket().receive({ type: 'viewerJoined', recordingId: streamId, viewerId: 'v', viewerCount: 2 });
    answer(1);
    await settle();
    expect(live.getSnapshot().viewerCount).toBe(2);
  });
});
