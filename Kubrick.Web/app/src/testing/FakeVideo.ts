export type FakeVideo = HTMLVideoElement & { loadedUntil: number; readyState: number; duration: number; refusesSound: boolean };

/** A video element that plays nothing: jsdom has the element without its behaviour. */
export function fakeVideo(): FakeVideo {
  const video = document.createElement('video');
  const state = { paused: true, currentTime: 0, playbackRate: 1, ended: false, loadedUntil: 0, readyState: 4, duration: Number.NaN, refusesSound: false };
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
    refusesSound: own('refusesSound'),
    buffered: { get: loaded },
    seekable: { get: loaded },
    load: { value: () => undefined, writable: true, configurable: true },
    play: {
      value: () => {
        if (state.refusesSound && !video.muted) return Promise.reject(new DOMException('', 'NotAllowedError'));
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
