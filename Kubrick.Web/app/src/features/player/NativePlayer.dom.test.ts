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
  const says = (name: string) => video.dispatchEvent(new Event(name));
  const fails = async (answer: number) => {
    status = answer;
    says('error');
    await vi.advanceTimersByTimeAsync(0);
  };
  const loads = (duration: number) => {
    video.duration = duration;
    says('loadedmetadata');
    says('playing');
  };
  return { video, player, says, fails, loads, load, state: () => player.getSnapshot() };
}

describe('the player without Media Source Extensions', () => {
  it('plays what the element loads, live where it has no end, and tells how far behind it is', () => {
    const { video, loads, state } = open();
    expect(video.src).toContain(url);
    loads(Number.POSITIVE_INFINITY);
    expect(state()).toMatchObject({ phase: 'playing', isLive: true, latencyMs: null });
    const start = new Date(Date.now() - 12_500);
    video.getStartDate = () => start;
    video.currentTime = 10;
    video.loadedUntil = 12;
    vi.advanceTimersByTime(500);
    expect(state()).toMatchObject({ latencyMs: 3_000, isFollowing: true });
  });

  it('plays without sound where the browser refuses sound', async () => {
    const { video, loads } = open();
    video.refusesSound = true;
    loads(60);
    await vi.advanceTimersByTimeAsync(0);
    expect(video).toMatchObject({ muted: true, paused: false });
  });

  it('leads back to the edge', () => {
    const { video, player, loads, state } = open();
    loads(Number.POSITIVE_INFINITY);
    video.loadedUntil = 60;
    vi.advanceTimersByTime(500);
    expect(state().isFollowing).toBe(false);
    player.goLive();
    expect(video.currentTime).toBe(60);
    expect(state().isFollowing).toBe(true);
  });

  it('says that a stream starts soon, and asks each second', async () => {
    const { fails, load, state } = open();
    load.mockClear();
    await fails(503);
    expect(state().phase).toBe('starting');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('tries again when the network failed, and gives up where there is nothing any more', async () => {
    const { fails, loads, load, state } = open();
    loads(Number.POSITIVE_INFINITY);
    load.mockClear();
    await fails(0);
    expect(state().phase).toBe('retrying');
    await vi.advanceTimersByTimeAsync(500);
    expect(load).toHaveBeenCalledTimes(1);
    await fails(404);
    expect(state()).toMatchObject({ phase: 'failed', problem: 'There is no such stream any more.' });
  });

  it('offers the recording after the live stream, and plays it from the start', () => {
    const { video, loads, says, player, state, load } = open();
    loads(Number.POSITIVE_INFINITY);
    video.duration = 40;
    says('durationchange');
    expect(state().isLive).toBe(false);
    says('ended');
    expect(state().phase).toBe('over');
    load.mockClear();
    player.restart();
    expect(load).toHaveBeenCalledTimes(1);
    loads(40);
    says('ended');
    expect(state().phase).toBe('ended');
  });

  it('leaves nothing running behind', async () => {
    const { video, player, fails, load } = open();
    await fails(503);
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
