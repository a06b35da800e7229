import type Hls from 'hls.js/light';
import { LatencyTarget } from './LatencyTarget';
import { playbackRate } from './playbackRate';

/** Within this distance from the edge, a viewer is following the stream. */
const nearSeconds = 4;
/** Beyond this distance, a viewer who starts or resumes is moved to the edge. */
const lateSeconds = 2;
/** Beyond this distance, a following viewer is moved to the edge; speed alone would take too long (after sleep, or an outage). */
const jumpSeconds = 4;
/** The maximum plausible difference between the publisher's clock and this one, in milliseconds. */
const maxClockSkew = 10_000;

/** Measures the distance from the edge of a live stream, and controls the playback rate to keep it. */
export class LiveEdge {
  readonly #target = new LatencyTarget();

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly hls: Hls,
    private readonly now: () => number,
  ) {}

  /** Whether playback is near the edge. */
  get isNear(): boolean {
    const position = this.#position();
    return position === null || position.behindLoaded < nearSeconds;
  }

  /** The age of the current frame by the publisher's clock, in milliseconds; null if that clock and this one disagree. */
  get latencyMs(): number | null {
    const position = this.#position();
    const date = this.hls.playingDate;
    if (!position || !date) return null;
    const latency = this.now() - date.getTime();
    const isPlausible = latency >= 0 && Math.abs(latency - position.latency * 1000) < maxClockSkew;
    return isPlausible ? Math.round(latency) : null;
  }

  onStall(): void {
    this.#target.onStall(this.now());
  }

  /** Sets the playback rate. Called ten times a second while the stream is live. */
  control(isFollowing: boolean): void {
    const position = this.#position();
    if (!position || this.video.paused) return;
    if (!isFollowing) {
      this.#setRate(1);
      return;
    }
    if (position.behindLoaded > jumpSeconds) {
      this.jump();
      return;
    }
    this.#target.onPlaying(this.now());
    this.#setRate(playbackRate(position.latency, this.#buffered(), this.#target.seconds));
  }

  /** Seeks to the edge if playback starts late. */
  jumpWhenFar(): void {
    const position = this.#position();
    if (position && position.behindLoaded > lateSeconds) this.jump();
  }

  /** Seeks to the target distance from the edge. */
  jump(): void {
    const { latestLevelDetails: details } = this.hls;
    if (!details) return;
    this.#setRate(1);
    this.video.currentTime = Math.max(details.fragmentStart, details.edge - Math.max(this.#target.seconds, details.partTarget));
  }

  #position() {
    const { latestLevelDetails: details } = this.hls;
    if (!details?.live) return null;
    const behindLoaded = details.edge - this.video.currentTime;
    // Between two playlists the edge advances in real time.
    return { behindLoaded, latency: behindLoaded + details.age };
  }

  #buffered(): number {
    const { buffered, currentTime } = this.video;
    for (let index = 0; index < buffered.length; index++) {
      if (buffered.start(index) <= currentTime && currentTime <= buffered.end(index)) return buffered.end(index) - currentTime;
    }
    return 0;
  }

  #setRate(rate: number): void {
    if (this.video.playbackRate !== rate) this.video.playbackRate = rate;
  }
}
