import type Hls from 'hls.js/light';
import { LatencyTarget } from './LatencyTarget';
import { playbackRate } from './playbackRate';

/** So far behind a viewer is taken to have gone back on purpose, or to want to see it from there. */
const nearSeconds = 4;
const lateSeconds = 2;
/** So far behind there is no catching up by speed: the tab slept, or the network or a server was away. */
const lostSeconds = 4;
/** A publisher's clock that is further off than this says nothing. */
const mostSkew = 10_000;

/** Where a viewer is against the edge of a live stream, and the speed that keeps him there. */
export class LiveEdge {
  readonly #target = new LatencyTarget();

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly hls: Hls,
    private readonly now: () => number,
  ) {}

  /** Whether the picture is near the edge. */
  get isNear(): boolean {
    const position = this.#position();
    return position === null || position.behindLoaded < nearSeconds;
  }

  /** How long ago the picture was taken, by the publisher's clock; null where that clock and this one disagree: no number is better than a wrong one. */
  get latencyMs(): number | null {
    const position = this.#position();
    const date = this.hls.playingDate;
    if (!position || !date) return null;
    const latency = this.now() - date.getTime();
    const isPlausible = latency >= 0 && Math.abs(latency - position.latency * 1000) < mostSkew;
    return isPlausible ? Math.round(latency) : null;
  }

  stalled(): void {
    this.#target.stalled(this.now());
  }

  /** Sets the speed; to be called ten times a second while the stream is live. */
  control(isFollowing: boolean): void {
    const position = this.#position();
    if (!position || this.video.paused) return;
    if (!isFollowing) {
      this.#setRate(1);
      return;
    }
    if (position.behindLoaded > lostSeconds) {
      this.jump();
      return;
    }
    this.#target.played(this.now());
    this.#setRate(playbackRate(position.latency, this.#buffered(), this.#target.seconds));
  }

  /** For the first picture: one that came late is not worth catching up with by speed. */
  jumpWhenFar(): void {
    const position = this.#position();
    if (position && position.behindLoaded > lateSeconds) this.jump();
  }

  /** Goes to the edge, less the target. */
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
    // The playlist's end ages until the next one comes; its edge moves on like a clock.
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
