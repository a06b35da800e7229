const minSeconds = 0.7;
const maxSeconds = 1.5;
const step = 0.1;
const recoveryTime = 30_000;

/** The target distance from the live edge, in seconds. Each stall increases it; every 30 s without a stall decrease it. */
export class LatencyTarget {
  #seconds = minSeconds;
  #changedAt = 0;

  get seconds(): number {
    return this.#seconds;
  }

  /** Playback stalled at `now` (ms). */
  onStall(now: number): void {
    this.#seconds = Math.min(maxSeconds, this.#seconds + step);
    this.#changedAt = now;
  }

  /** Playback is running at `now` (ms). */
  onPlaying(now: number): void {
    if (this.#seconds <= minSeconds || now - this.#changedAt < recoveryTime) return;
    this.#seconds = Math.max(minSeconds, this.#seconds - step);
    this.#changedAt = now;
  }
}
