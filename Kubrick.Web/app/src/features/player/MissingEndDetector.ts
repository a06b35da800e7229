const timeout = 2_000;
const maxReloads = 3;
/** Audio and video may end at slightly different times; a smaller rest than this is not missing. */
const tolerance = 0.3;

/** `reload`: the rest must be loaded again. `over`: playback has reached the end. */
export type EndVerdict = 'wait' | 'reload' | 'over';

/**
 * Detects that the end of a stream never loads. When a live playlist becomes that of a recording, hls.js may consider the last segment
 * complete although it has loaded only some of its parts, or wait for a last part in which one track has ended.
 */
export class MissingEndDetector {
  #waitingSince: number | null = null;
  #reloads = 0;

  constructor(private readonly video: HTMLVideoElement) {}

  /** Called repeatedly after the stream has ended. */
  verdict(now: number): EndVerdict {
    if (!this.#isWaiting()) {
      this.#waitingSince = null;
      return 'wait';
    }
    this.#waitingSince ??= now;
    if (now - this.#waitingSince < timeout) return 'wait';
    this.#waitingSince = null;
    if (this.video.duration - this.video.currentTime <= tolerance || this.#reloads >= maxReloads) return 'over';
    this.#reloads++;
    return 'reload';
  }

  #isWaiting(): boolean {
    const { video } = this;
    return !video.paused && !video.ended && !video.seeking && video.readyState < video.HAVE_FUTURE_DATA;
  }
}
