const closest = 0.7;
const farthest = 1.5;
const step = 0.1;
const calm = 30_000;

/** How far behind the edge to play, in seconds: each stall moves it away, and half a minute without one brings it back. */
export class LatencyTarget {
  #seconds = closest;
  #changedAt = 0;

  get seconds(): number {
    return this.#seconds;
  }

  /** The picture stood still at `now` (ms). */
  stalled(now: number): void {
    this.#seconds = Math.min(farthest, this.#seconds + step);
    this.#changedAt = now;
  }

  /** The picture runs at `now` (ms). */
  played(now: number): void {
    if (this.#seconds <= closest || now - this.#changedAt < calm) return;
    this.#seconds = Math.max(closest, this.#seconds - step);
    this.#changedAt = now;
  }
}
