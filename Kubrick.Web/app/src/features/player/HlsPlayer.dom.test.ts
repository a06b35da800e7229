import { ErrorDetails, ErrorTypes } from 'hls.js/light';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeHls } from '../../testing/FakeHls';
import { fakeVideo } from '../../testing/FakeVideo';
import { HlsPlayer } from './HlsPlayer';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const url = '/api/streams/x/hls/manifest.m3u8';

function open() {
  const hls = new FakeHls();
  const video = fakeVideo();
  const player = new HlsPlayer(video, url, { createHls: () => hls.asHls(), random: () => 0 });
  const fire = (name: string) => video.dispatchEvent(new Event(name));
  return { hls, video, player, fire, state: () => player.getSnapshot() };
}

/** A stream that plays `behind` seconds behind its edge. */
function openLive(behind = 0.7) {
  const bed = open();
  bed.hls.loaded();
  bed.hls.update(true, 100);
  bed.video.currentTime = 100 - behind;
  bed.video.loadedUntil = 100;
  bed.fire('playing');
  return bed;
}

const failed = (status: number) => ({ type: ErrorTypes.NETWORK_ERROR, details: ErrorDetails.MANIFEST_LOAD_ERROR, response: { code: status, url, data: '' } });

describe('the hls.js player', () => {
  it('plays at rate 1 at the edge and reports the latency', () => {
    const { video, hls, state } = openLive(0.7);
    hls.playingDate = new Date(Date.now() - 850);
    vi.advanceTimersByTime(300);
    expect(video.playbackRate).toBe(1);
    expect(state()).toMatchObject({ phase: 'playing', isLive: true, isFollowing: true });
    expect(state().latencyMs).toBeGreaterThanOrEqual(850);
    expect(state().latencyMs).toBeLessThanOrEqual(1_200);
  });

  it.each([3_600_000, 100, -60_000])('reports no latency if the clocks disagree (%i ms)', ahead => {
    const { hls, state } = openLive(0.9);
    hls.playingDate = new Date(Date.now() + 300 - 850);
    vi.advanceTimersByTime(300);
    expect(state().latencyMs).not.toBeNull();
    hls.playingDate = new Date(Date.now() + 300 + ahead);
    vi.advanceTimersByTime(300);
    expect(state().latencyMs).toBeNull();
  });

  it('reports no latency if the playlist has no program date', () => {
    const { state } = openLive(0.9);
    vi.advanceTimersByTime(300);
    expect(state().latencyMs).toBeNull();
  });

  it('plays faster to catch up, and slower when the buffer is short', () => {
    const { video } = openLive(1.9);
    vi.advanceTimersByTime(100);
    expect(video.playbackRate).toBe(1.25);
    video.loadedUntil = video.currentTime + 0.1;
    vi.advanceTimersByTime(100);
    expect(video.playbackRate).toBe(0.95);
  });

  it('seeks to the edge when it has fallen far behind', () => {
    const { video, hls } = openLive();
    hls.update(true, 120);
    vi.advanceTimersByTime(100);
    expect(video.currentTime).toBeCloseTo(119.3);
  });

  it('stays where the viewer paused or seeked, until goLive', () => {
    const { video, hls, player, fire, state } = openLive();
    video.pause();
    hls.update(true, 130);
    expect(state()).toMatchObject({ phase: 'paused', isFollowing: false });
    void video.play();
    fire('playing');
    vi.advanceTimersByTime(1_000);
    expect(video.currentTime).toBeCloseTo(99.3);
    expect(video.playbackRate).toBe(1);
    expect(state().isFollowing).toBe(false);

    player.goLive();
    expect(video.currentTime).toBeCloseTo(129.3);
    expect(state().isFollowing).toBe(true);

    video.currentTime = 50;
    fire('seeked');
    expect(state().isFollowing).toBe(false);
    vi.advanceTimersByTime(1_000);
    expect(video.currentTime).toBe(50);
  });

  it('keeps following when hls.js skips a gap, and returns to the edge', () => {
    const { video, hls, fire, state } = openLive(0.7);
    vi.advanceTimersByTime(100);
    hls.update(true, 107);
    video.currentTime = 99.5;
    fire('seeked');
    expect(state().isFollowing).toBe(true);
    vi.advanceTimersByTime(100);
    expect(video.currentTime).toBeCloseTo(106.3);
  });

  it('reports a stream that starts soon, and retries every second', () => {
    const { hls, state } = open();
    hls.fail(failed(503));
    expect(state().phase).toBe('starting');
    vi.advanceTimersByTime(1_000);
    hls.fail(failed(503));
    vi.advanceTimersByTime(1_000);
    expect(hls.sources).toEqual([url, url, url]);
  });

  it('resumes loading after a network error', () => {
    const { hls, state } = openLive();
    hls.fail({ ...failed(0), details: ErrorDetails.FRAG_LOAD_ERROR });
    expect(state().phase).toBe('retrying');
    vi.advanceTimersByTime(500);
    expect(hls.starts).toBe(1);
    expect(hls.sources).toHaveLength(1);
  });

  it.each(['levelLoaded', 'buffered'] as const)('is playing when the buffer outlasts an error, and detects the next stall (%s)', said => {
    const { hls, fire, state } = openLive();
    hls.fail({ ...failed(0), details: ErrorDetails.FRAG_LOAD_ERROR });
    vi.advanceTimersByTime(500);
    hls[said]();
    expect(state().phase).toBe('playing');
    fire('waiting');
    expect(state().phase).toBe('stalled');
  });

  it('waits for playback if the buffer ran empty during an error', () => {
    const { hls, video, fire, state } = openLive();
    hls.fail({ ...failed(0), details: ErrorDetails.FRAG_LOAD_ERROR });
    video.readyState = 2;
    hls.levelLoaded();
    expect(state().phase).toBe('retrying');
    fire('playing');
    expect(state().phase).toBe('playing');
  });

  it('stays paused after an error during a pause', () => {
    const { hls, video, state } = openLive();
    video.pause();
    hls.fail({ ...failed(0), details: ErrorDetails.FRAG_LOAD_ERROR });
    hls.buffered();
    expect(state().phase).toBe('paused');
  });

  it('ignores errors that hls.js handles itself', () => {
    const { hls, state } = openLive();
    hls.fail({ ...failed(500), fatal: false });
    expect(state().phase).toBe('playing');
  });

  it('resets the decoder, and fails if that does not help', () => {
    const { hls, state, player } = openLive();
    for (let fault = 0; fault < 4; fault++) hls.fail({ type: ErrorTypes.MEDIA_ERROR, details: ErrorDetails.BUFFER_APPEND_ERROR });
    expect(hls.recoveries).toBe(3);
    expect(state()).toMatchObject({ phase: 'failed', problem: 'This browser cannot play the stream.' });

    player.restart();
    expect(state()).toMatchObject({ phase: 'loading', problem: null });
    expect(hls.sources).toHaveLength(2);
  });

  it('becomes a recording when the stream ends', () => {
    const { hls, video, fire, state, player } = openLive(2);
    vi.advanceTimersByTime(100);
    hls.update(false, 101);
    expect(state()).toMatchObject({ phase: 'playing', isLive: false, latencyMs: null });
    expect(video.playbackRate).toBe(1);
    fire('ended');
    expect(state().phase).toBe('over');

    player.restart();
    hls.update(false, 101);
    fire('playing');
    fire('ended');
    expect(state().phase).toBe('ended');
    expect(hls.sources).toHaveLength(2);
  });

  it('reloads an end that does not load, a limited number of times', () => {
    const { hls, video, fire, state } = openLive(1);
    video.duration = 101;
    hls.update(false, 101);
    vi.advanceTimersByTime(5_000);
    expect(hls.recoveries).toBe(0);

    video.currentTime = 100;
    video.readyState = 2;
    fire('waiting');
    expect(state().phase).toBe('stalled');
    vi.advanceTimersByTime(1_900);
    expect(hls.recoveries).toBe(0);
    vi.advanceTimersByTime(300);
    expect(hls.recoveries).toBe(1);
    vi.advanceTimersByTime(60_000);
    expect(hls.recoveries).toBe(3);
    expect(state().phase).toBe('over');
  });

  it('is over when one track ends slightly before the other', () => {
    const { hls, video, fire, state, player } = openLive(1);
    video.duration = 100.07;
    hls.update(false, 100.07);
    video.currentTime = 100;
    video.readyState = 1;
    fire('waiting');
    vi.advanceTimersByTime(2_200);
    expect(hls.recoveries).toBe(0);
    expect(state().phase).toBe('over');
    expect(video.paused).toBe(true);
    vi.advanceTimersByTime(10_000);
    player.restart();
    expect(hls.sources).toHaveLength(2);
  });

  it.each([
    [100, 'over'],
    [50, 'stalled'],
  ])('with an unfinished seek to %d s of 100.07 s is %s', (position, phase) => {
    const { hls, video, fire, state } = openLive(1);
    video.duration = 100.07;
    hls.update(false, 100.07);
    video.currentTime = position;
    video.readyState = 1;
    Object.defineProperty(video, 'seeking', { value: true });
    fire('waiting');
    vi.advanceTimersByTime(10_000);
    expect(hls.recoveries).toBe(0);
    expect(state().phase).toBe(phase);
  });

  it('does not reload while the viewer has paused', () => {
    const { hls, video, state } = openLive(1);
    video.duration = 105;
    hls.update(false, 105);
    video.readyState = 1;
    video.pause();
    vi.advanceTimersByTime(10_000);
    expect(hls.recoveries).toBe(0);
    expect(state().phase).toBe('paused');
  });

  it('stops everything when destroyed', () => {
    const { hls, player, video } = openLive(1.9);
    hls.fail(failed(0));
    player.destroy();
    vi.advanceTimersByTime(10_000);
    expect(hls).toMatchObject({ isDestroyed: true, starts: 0 });
    expect(video.playbackRate).toBe(1);
  });
});
