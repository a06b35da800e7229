import { Store } from '../../state/Store';
import { initialPlayerSnapshot, type Player, type PlayerSnapshot } from './Player';
import { playOrMute } from './playOrMute';
import { Recovery } from './Recovery';

/** Safari's own: the moment that the element's time 0 stands for. */
type DatedVideo = HTMLVideoElement & { getStartDate?: () => Date };

const readOutInterval = 500;
const nearSeconds = 8;

/** Plays a stream by the browser's own means, where it has no Media Source Extensions (iPhones before iOS 17.1). */
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
      this.#recovery.succeeded();
      this.#readDuration();
      void playOrMute(video);
    });
    on('durationchange', () => this.#readDuration());
    on('playing', () => this.change({ phase: 'playing' }));
    on('waiting', () => this.change({ phase: 'stalled' }));
    // The pause at the end is not the viewer's.
    on('pause', () => !video.ended && this.change({ phase: 'paused' }));
    on('ended', () => this.change({ phase: this.#wasLive ? 'over' : 'ended' }));
    on('play', () => this.getSnapshot().phase === 'over' && this.restart());
    on('error', () => void this.#onError());
    this.#timer = setInterval(() => this.#readOut(), readOutInterval);
    this.#load();
  }

  goLive(): void {
    const { seekable } = this.video;
    if (seekable.length > 0) this.video.currentTime = seekable.end(seekable.length - 1);
    this.change({ isFollowing: true });
    void playOrMute(this.video);
  }

  restart(): void {
    this.#recovery.succeeded();
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

  // An element that plays something without an end plays it live.
  #readDuration(): void {
    const isLive = this.video.duration === Number.POSITIVE_INFINITY;
    this.#wasLive ||= isLive;
    this.change({ isLive, ...(!isLive && { latencyMs: null, isFollowing: true }) });
  }

  #load(): void {
    this.video.src = this.url;
    this.video.load();
  }

  // The element does not tell why it failed; the playlist's status does.
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

  #readOut(): void {
    if (!this.getSnapshot().isLive) return;
    const { seekable, currentTime } = this.video;
    const start = this.video.getStartDate?.().getTime() ?? Number.NaN;
    const edge = seekable.length > 0 ? seekable.end(seekable.length - 1) : currentTime;
    const latencyMs = Number.isNaN(start) ? null : Math.round(Date.now() - start - currentTime * 1000);
    this.change({ latencyMs, isFollowing: !this.video.paused && edge - currentTime < nearSeconds });
  }
}
