import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeVideo } from '../../testing/FakeVideo';
import { NativePlayer } from './NativePlayer';

const url = '/api/streams/x/hls/manifest.m3u8';
let status = 200;
const asked = vi.fn(() => (status === 0 ? Promise.reject(new TypeError('offline')) : Promise.resolve(new Response(null, { status }))));

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('fetch', asked);
  asked.mockClear();
  status = 200;
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function open() {
  const video = Object.assign(fakeVideo(), { getStartDate: () => new Date(Number.NaN) });
  const load = vi.spyOn(video, 'load');
  const player = new NativePlayer(video, url, () => 0);
  const fire = (name: string) => video.dispatchEvent(new Event(name));
  const failWith = async (answer: number) => {
    status = answer;
    fire('error');
    await vi.advanceTimersByTimeAsync(0);
  };
  const loadMedia = (duration: number) => {
    video.duration = duration;
    fire('loadedmetadata');
    fire('playing');
  };
  return { video, player, fire, failWith, loadMedia, load, state: () => player.getSnapshot() };
}

describe('the player without Media Source Extensions', () => {
  it('plays live if the duration is infinite, and reports the latency', () => {
    const { video, loadMedia, state } = open();
    expect(video.src).toContain(url);
    loadMedia(Number.POSITIVE_INFINITY);
    expect(state()).toMatchObject({ phase: 'playing', isLive: true, latencyMs: null });
    const start = new Date(Date.now() - 12_500);
    video.getStartDate = () => start;
    video.currentTime = 10;
    video.loadedUntil = 12;
    vi.advanceTimersByTime(500);
    expect(state()).toMatchObject({ latencyMs: 3_000, isFollowing: true });
  });

  it('plays muted if the browser blocks audio', async () => {
    const { video, loadMedia } = open();
    video.blocksAudio = true;
    loadMedia(60);
    await vi.advanceTimersByTimeAsync(0);
    expect(video).toMatchObject({ muted: true, paused: false });
  });

  it('seeks to the edge', () => {
    const { video, player, loadMedia, state } = open();
    loadMedia(Number.POSITIVE_INFINITY);
    video.loadedUntil = 60;
    vi.advanceTimersByTime(500);
    expect(state().isFollowing).toBe(false);
    player.goLive();
    expect(video.currentTime).toBe(60);
    expect(state().isFollowing).toBe(true);
  });

  it('reports a stream that starts soon, and retries every second', async () => {
    const { failWith, load, state } = open();
    load.mockClear();
    await failWith(503);
    expect(state().phase).toBe('starting');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('retries network errors, and gives up on a missing stream', async () => {
    const { failWith, loadMedia, load, state } = open();
    loadMedia(Number.POSITIVE_INFINITY);
    load.mockClear();
    await failWith(0);
    expect(state().phase).toBe('retrying');
    await vi.advanceTimersByTimeAsync(500);
    expect(load).toHaveBeenCalledTimes(1);
    await failWith(404);
    expect(state()).toMatchObject({ phase: 'failed', problem: 'This stream no longer exists.' });
  });

  it('plays the recording from the start after the live stream', () => {
    const { video, loadMedia, fire, player, state, load } = open();
    loadMedia(Number.POSITIVE_INFINITY);
    video.duration = 40;
    fire('durationchange');
    expect(state().isLive).toBe(false);
    fire('ended');
    expect(state().phase).toBe('over');
    load.mockClear();
    player.restart();
    expect(load).toHaveBeenCalledTimes(1);
    loadMedia(40);
    fire('ended');
    expect(state().phase).toBe('ended');
  });

  it('stops everything when destroyed', async () => {
    const { video, player, failWith, load } = open();
    await failWith(503);
    player.destroy();
    load.mockClear();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(load).not.toHaveBeenCalled();
    expect(video.hasAttribute('src')).toBe(false);
    video.dispatchEvent(new Event('error'));
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toHaveBeenCalledTimes(1);
  });
});
