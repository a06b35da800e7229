const patience = 2_000;
const mostTries = 3;
/** The sound may end a little before the picture does, or the other way round: then nothing is missing. */
const tolerance = 0.3;

/** `load`: what is missing has to be loaded anew. `over`: nothing more comes. */
export type EndVerdict = 'wait' | 'load' | 'over';

/**
 * Sees that the end of a stream never comes: when a live playlist becomes that of a recording, hls.js may take the last piece for
 * complete of which it has loaded some parts only, or wait for a last part in which one track has ended.
 */
export class MissingEndDetector {
  #since: number | null = null;
  #tries = 0;

  constructor(private readonly video: HTMLVideoElement) {}

  /** What to do; to be asked often after the stream has ended. */
  verdict(now: number): EndVerdict {
    if (!this.#isWaiting()) {
      this.#since = null;
      return 'wait';
    }
    this.#since ??= now;
    if (now - this.#since < patience) return 'wait';
    this.#since = null;
    if (this.video.duration - this.video.currentTime <= tolerance || this.#tries >= mostTries) return 'over';
    this.#tries++;
    return 'load';
  }

  #isWaiting(): boolean {
    const { video } = this;
    return !video.paused && !video.ended && !video.seeking && video.readyState < video.HAVE_FUTURE_DATA;
  }
}
