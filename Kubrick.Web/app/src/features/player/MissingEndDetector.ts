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
    if (this.#isAtEnd || this.#reloads >= maxReloads) return 'over';
    this.#reloads++;
    return 'reload';
  }

  #isWaiting(): boolean {
    const { video } = this;
    // A seek takes its time, but one that hls.js made over a gap right before the end may never finish.
    const isSeeking = video.seeking && !this.#isAtEnd;
    return !video.paused && !video.ended && !isSeeking && video.readyState < video.HAVE_FUTURE_DATA;
  }

  get #isAtEnd(): boolean {
    return this.video.duration - this.video.currentTime <= tolerance;
  }
}
