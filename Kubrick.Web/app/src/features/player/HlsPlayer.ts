import Hls, { type ErrorData, Events, type HlsConfig, type LevelUpdatedData } from 'hls.js/light';
import { Store } from '../../state/Store';
import { hlsSettings } from './hlsSettings';
import { LiveEdge } from './LiveEdge';
import { type EndVerdict, MissingEndDetector } from './MissingEndDetector';
import { initialPlayerSnapshot, type Player, type PlayerSnapshot } from './Player';
import { playOrMute } from './playOrMute';
import { Recovery, type Remedy } from './Recovery';

export interface PlayerDependencies {
  readonly createHls?: (settings: Partial<HlsConfig>) => Hls;
  readonly now?: () => number;
  readonly random?: () => number;
}

const controlInterval = 100;
const ticksPerReadout = 3;
const minSeekBack = 0.5;

/** Plays a stream with hls.js: close to the edge while it is live, and to the end as a recording. */
export class HlsPlayer extends Store<PlayerSnapshot> implements Player {
  readonly #recovery: Recovery;
  readonly #now: () => number;
  readonly #hls: Hls;
  readonly #edge: LiveEdge;
  #missingEndDetector: MissingEndDetector;
  readonly #listening = new AbortController();
  readonly #timer: ReturnType<typeof setInterval>;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #isLoaded = false;
  #wasLive = false;
  #wasPlaying = false;
  #ticks = 0;
  /** The position at the last tick. */
  #lastPosition = 0;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly url: string,
    { createHls = settings => new Hls(settings), now = Date.now, random = Math.random }: PlayerDependencies = {},
  ) {
    super(initialPlayerSnapshot);
    this.#now = now;
    this.#recovery = new Recovery(random);
    this.#hls = createHls(hlsSettings);
    this.#edge = new LiveEdge(video, this.#hls, now);
    this.#missingEndDetector = new MissingEndDetector(video);
    this.#listen();
    this.#timer = setInterval(() => this.#tick(), controlInterval);
    this.#hls.attachMedia(video);
    this.#hls.loadSource(url);
  }

  goLive(): void {
    if (!this.getSnapshot().isLive) return;
    this.#edge.jump();
    this.change({ isFollowing: true });
    void playOrMute(this.video);
  }

  restart(): void {
    this.#recovery.onLoaded();
    this.#isLoaded = false;
    this.#wasLive = false;
    this.#wasPlaying = false;
    this.#missingEndDetector = new MissingEndDetector(this.video);
    this.set(initialPlayerSnapshot);
    this.#hls.loadSource(this.url);
  }

  destroy(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#retryTimer);
    this.#listening.abort();
    this.#hls.destroy();
  }

  #listen(): void {
    this.#hls.on(Events.MANIFEST_PARSED, () => void playOrMute(this.video));
    this.#hls.on(Events.LEVEL_UPDATED, (_, data) => this.#onLevelUpdated(data));
    this.#hls.on(Events.LEVEL_LOADED, () => this.#onRecovered());
    this.#hls.on(Events.FRAG_BUFFERED, () => {
      this.#recovery.onLoaded();
      this.#onRecovered();
    });
    this.#hls.on(Events.ERROR, (_, data) => this.#onError(data));
    const on = (name: keyof HTMLMediaElementEventMap, listener: () => void) => this.video.addEventListener(name, listener, { signal: this.#listening.signal });
    on('playing', () => this.#onPlaying());
    on('waiting', () => this.#onWaiting());
    on('pause', () => this.#onPause());
    on('seeked', () => this.#onSeeked());
    on('ended', () => this.#onEnded());
    on('play', () => this.#onPlay());
  }

  #onLevelUpdated({ details }: LevelUpdatedData): void {
    this.#isLoaded = true;
    const { isLive } = this.getSnapshot();
    if (details.live === isLive) return;
    this.#wasLive ||= details.live;
    this.change(details.live ? { isLive: true } : { isLive: false, latencyMs: null, isFollowing: true });
    this.video.playbackRate = 1;
  }

  // If the buffer outlasts a network error, playback never stops and the video fires no `playing` event.
  #onRecovered(): void {
    if (this.getSnapshot().phase !== 'retrying') return;
    if (this.video.paused) {
      if (this.#wasPlaying) this.change({ phase: 'paused' });
    } else if (this.video.readyState >= this.video.HAVE_FUTURE_DATA) {
      this.#onPlaying();
    }
  }

  #onPlaying(): void {
    const { isLive } = this.getSnapshot();
    this.change({ phase: 'playing', ...(this.#edge.isNear && { isFollowing: true }) });
    if (isLive && !this.#wasPlaying) this.#edge.jumpWhenFar();
    this.#wasPlaying = true;
  }

  #onWaiting(): void {
    if (this.getSnapshot().phase !== 'playing') return;
    this.#edge.onStall();
    this.change({ phase: 'stalled' });
  }

  // Browsers also pause hidden videos, and every video at its end. Only the viewer's own pause ends following.
  #onPause(): void {
    if (this.video.ended || this.getSnapshot().phase === 'over') return;
    this.change({ phase: 'paused', ...(!document.hidden && { isFollowing: false }) });
  }

  // Only the viewer seeks back; seeks forward may be hls.js skipping a gap.
  #onSeeked(): void {
    if (!this.getSnapshot().isLive) return;
    const isSeekBack = this.video.currentTime < this.#lastPosition - minSeekBack;
    if (this.#edge.isNear) this.change({ isFollowing: true });
    else if (isSeekBack) this.change({ isFollowing: false });
  }

  #onEnded(): void {
    this.change({ phase: this.#wasLive ? 'over' : 'ended' });
  }

  // After a live stream only its last part is loaded. The same URL now serves the whole recording.
  #onPlay(): void {
    if (this.getSnapshot().phase === 'over') this.restart();
  }

  #tick(): void {
    const { isLive, isFollowing } = this.getSnapshot();
    if (!isLive) {
      if (this.#wasLive && this.getSnapshot().phase !== 'over') this.#applyVerdict(this.#missingEndDetector.verdict(this.#now()));
      return;
    }
    this.#edge.control(isFollowing);
    this.#lastPosition = this.video.currentTime;
    if (++this.#ticks % ticksPerReadout !== 0) return;
    const latencyMs = this.#edge.latencyMs;
    if (latencyMs !== this.getSnapshot().latencyMs) this.change({ latencyMs });
  }

  #applyVerdict(verdict: EndVerdict): void {
    if (verdict === 'reload') {
      // Clears the buffer and continues at the current position.
      this.#hls.recoverMediaError();
      void playOrMute(this.video);
    } else if (verdict === 'over') {
      this.#onEnded();
      this.video.pause();
    }
  }

  #onError(data: ErrorData): void {
    if (!data.fatal) return;
    this.#apply(this.#recovery.remedyFor(data, this.#now(), this.#isLoaded));
  }

  #apply(remedy: Remedy): void {
    switch (remedy.kind) {
      case 'wait':
        this.change({ phase: this.#isLoaded ? 'retrying' : 'starting' });
        this.#loadAfter(remedy.delay);
        break;
      case 'retry':
        this.change({ phase: 'retrying' });
        this.#loadAfter(remedy.delay);
        break;
      case 'recover':
        this.#hls.recoverMediaError();
        void playOrMute(this.video);
        break;
      case 'give-up':
        this.#hls.stopLoad();
        this.change({ phase: 'failed', problem: remedy.reason });
        break;
    }
  }

  #loadAfter(delay: number): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => {
      if (!this.#isLoaded) {
        this.#hls.loadSource(this.url);
        return;
      }
      this.#hls.startLoad();
      // The next segment may have left the playlist in the meantime.
      if (this.getSnapshot().isFollowing) this.#edge.jumpWhenFar();
    }, delay);
  }
}
