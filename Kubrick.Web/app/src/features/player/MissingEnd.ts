const patience = 2_000;
const mostTries = 3;
/** A sound track may end a little before the picture does. */
const tolerance = 0.2;

/**
 * Sees that the end of a stream is never going to be loaded: when a live playlist becomes that of a recording, hls.js may take the
 * last piece for complete of which it has loaded some parts only.
 */
export class MissingEnd {
  #since: number | null = null;
  #tries = 0;

  constructor(private readonly video: HTMLVideoElement) {}

  /** Whether it is time to load anew; to be called often after the stream has ended. */
  isOverdue(now: number): boolean {
    if (!this.#isWaiting()) {
      this.#since = null;
      return false;
    }
    this.#since ??= now;
    if (now - this.#since < patience || this.#tries >= mostTries) return false;
    this.#since = null;
    this.#tries++;
    return true;
  }

  #isWaiting(): boolean {
    const { video } = this;
    if (video.paused || video.ended || video.seeking || video.readyState >= video.HAVE_FUTURE_DATA) return false;
    const { buffered, currentTime, duration } = video;
    for (let index = 0; index < buffered.length; index++) {
      if (buffered.start(index) <= currentTime && currentTime <= buffered.end(index)) return buffered.end(index) < duration - tolerance;
    }
    return true;
  }
}
