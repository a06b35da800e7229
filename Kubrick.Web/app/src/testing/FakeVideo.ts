export type FakeVideo = HTMLVideoElement & { loadedUntil: number; readyState: number; duration: number; blocksAudio: boolean };

/** A video element whose playback state the test sets: jsdom does not implement playback. */
export function fakeVideo(): FakeVideo {
  const video = document.createElement('video');
  const state = { paused: true, currentTime: 0, playbackRate: 1, ended: false, loadedUntil: 0, readyState: 4, duration: Number.NaN, blocksAudio: false };
  const loaded = () => ({ length: 1, start: () => 0, end: () => state.loadedUntil });
  const own = (name: keyof typeof state) => ({ get: () => state[name], set: (value: never) => void (state[name] = value), configurable: true });
  Object.defineProperties(video, {
    paused: own('paused'),
    currentTime: own('currentTime'),
    playbackRate: own('playbackRate'),
    ended: own('ended'),
    loadedUntil: own('loadedUntil'),
    readyState: own('readyState'),
    duration: own('duration'),
    blocksAudio: own('blocksAudio'),
    buffered: { get: loaded },
    seekable: { get: loaded },
    load: { value: () => undefined, writable: true, configurable: true },
    play: {
      value: () => {
        if (state.blocksAudio && !video.muted) return Promise.reject(new DOMException('', 'NotAllowedError'));
        state.paused = false;
        video.dispatchEvent(new Event('play'));
        return Promise.resolve();
      },
    },
    pause: {
      value: () => {
        state.paused = true;
        video.dispatchEvent(new Event('pause'));
      },
    },
  });
  return video as FakeVideo;
}
