/** The minimum time between two known points, in seconds. */
const resolution = 1;
/** Beyond it, every second point is forgotten. */
const maxPoints = 20_000;

/** The recorded time of each byte of a recording that runs. Between two chunks the bitrate counts as constant. */
export class RecordedTimes {
  #points: { bytes: number; seconds: number }[] = [{ bytes: 0, seconds: 0 }];
  #last = { bytes: 0, seconds: 0 };

  /** The first `bytes` bytes reach up to `seconds`. Bytes only grow. */
  add(bytes: number, seconds: number): void {
    if (!Number.isFinite(seconds)) return;
    const { seconds: latest } = this.#last;
    this.#last = { bytes, seconds: Math.max(seconds, latest) };
    const previous = this.#points.at(-1);
    if (previous && this.#last.seconds - previous.seconds < resolution) return;
    this.#points.push(this.#last);
    if (this.#points.length > maxPoints) this.#points = this.#points.filter((_, index) => index % 2 === 0);
  }

  /** The recorded time at the end of the first `bytes` bytes, in seconds; null if there are fewer. */
  at(bytes: number): number | null {
    if (bytes > this.#last.bytes) return null;
    const index = this.#points.findLastIndex(point => point.bytes <= bytes);
    const before = this.#points[index] ?? { bytes: 0, seconds: 0 };
    const after = this.#points[index + 1] ?? this.#last;
    if (after.bytes <= before.bytes) return before.seconds;
    return before.seconds + ((after.seconds - before.seconds) * (bytes - before.bytes)) / (after.bytes - before.bytes);
  }
}
