import { Store } from '../../state/Store';
import { initialPlayerSnapshot, type Player, type PlayerSnapshot } from './Player';
import { playOrMute } from './playOrMute';
import { Recovery } from './Recovery';

/** Safari's extension: the wall-clock time of position 0. */
type DatedVideo = HTMLVideoElement & { getStartDate?: () => Date };

const readoutInterval = 500;
const nearSeconds = 8;

/** Plays a stream with the browser's own HLS support, where Media Source Extensions are missing (iPhones before iOS 17.1). */
export class NativePlayer extends Store<PlayerSnapshot> implements Player {
  readonly #recovery: Recovery;
  readonly #listening = new AbortController();
  readonly #timer: ReturnType<typeof setInterval>;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #isLoaded = false;
  #wasLive = false;

  constructor(
    private readonly video: DatedVideo,
    private readonly url: string,
    random: () => number = Math.random,
  ) {
    super(initialPlayerSnapshot);
    this.#recovery = new Recovery(random);
    const on = (name: keyof HTMLMediaElementEventMap, listener: () => void) => video.addEventListener(name, listener, { signal: this.#listening.signal });
    on('loadedmetadata', () => {
      this.#isLoaded = true;
      this.#recovery.onLoaded();
      this.#readDuration();
      void playOrMute(video);
    });
    on('durationchange', () => this.#readDuration());
    on('playing', () => this.change({ phase: 'playing' }));
    on('waiting', () => this.change({ phase: 'stalled' }));
    // Browsers also fire `pause` at the end.
    on('pause', () => !video.ended && this.change({ phase: 'paused' }));
    on('ended', () => this.change({ phase: this.#wasLive ? 'over' : 'ended' }));
    on('play', () => this.getSnapshot().phase === 'over' && this.restart());
    on('error', () => void this.#onError());
    this.#timer = setInterval(() => this.#updateReadout(), readoutInterval);
    this.#load();
  }

  goLive(): void {
    const { seekable } = this.video;
    if (seekable.length > 0) this.video.currentTime = seekable.end(seekable.length - 1);
    this.change({ isFollowing: true });
    void playOrMute(this.video);
  }

  restart(): void {
    this.#recovery.onLoaded();
    this.#isLoaded = false;
    this.#wasLive = false;
    this.set(initialPlayerSnapshot);
    this.#load();
  }

  destroy(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#retryTimer);
    this.#listening.abort();
    this.video.removeAttribute('src');
    this.video.load();
  }

  // A live stream has an infinite duration.
  #readDuration(): void {
    const isLive = this.video.duration === Number.POSITIVE_INFINITY;
    this.#wasLive ||= isLive;
    this.change({ isLive, ...(!isLive && { latencyMs: null, isFollowing: true }) });
  }

  #load(): void {
    this.video.src = this.url;
    this.video.load();
  }

  // The video element reports no HTTP status, so the playlist is requested.
  async #onError(): Promise<void> {
    const status = await fetch(this.url, { method: 'HEAD', signal: this.#listening.signal }).then(response => response.status, () => 0);
    if (this.#listening.signal.aborted) return;
    const remedy = this.#recovery.network(status, this.#isLoaded);
    if (remedy.kind === 'wait' || remedy.kind === 'retry') {
      this.change({ phase: remedy.kind === 'wait' && !this.#isLoaded ? 'starting' : 'retrying' });
      clearTimeout(this.#retryTimer);
      this.#retryTimer = setTimeout(() => this.#load(), remedy.delay);
    } else {
      this.change({ phase: 'failed', problem: remedy.kind === 'give-up' ? remedy.reason : null });
    }
  }

  #updateReadout(): void {
    if (!this.getSnapshot().isLive) return;
    const { seekable, currentTime } = this.video;
    const start = this.video.getStartDate?.().getTime() ?? Number.NaN;
    const edge = seekable.length > 0 ? seekable.end(seekable.length - 1) : currentTime;
    const latencyMs = Number.isNaN(start) ? null : Math.round(Date.now() - start - currentTime * 1000);
    this.change({ latencyMs, isFollowing: !this.video.paused && edge - currentTime < nearSeconds });
  }
}
