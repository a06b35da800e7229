import { Store } from '../../state/Store';
import { joinStream } from './api/joinStream';
import { leaveStream } from './api/leaveStream';
import { viewerId } from './viewerId';

const defaultRenewal = 10_000;

/** Tells the server that somebody watches, again and again, and how many do so altogether (null until it has said). */
export class ViewerPresence extends Store<number | null> {
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #viewerId: string;

  /** @param renewal Milliseconds between one sign of life and the next. */
  constructor(
    private readonly recordingId: string,
    private readonly renewal = defaultRenewal,
  ) {
    super(null);
    this.#viewerId = viewerId();
  }

  /** Begins; may be called again. */
  readonly join = (): void => {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => void this.#renew(), this.renewal);
    window.addEventListener('pagehide', this.leave);
    void this.#renew();
  };

  /** Ends it at once; a viewer that only falls silent is counted for some while. */
  readonly leave = (): void => {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    window.removeEventListener('pagehide', this.leave);
    void leaveStream(this.recordingId, this.#viewerId).catch(() => undefined);
  };

  async #renew(): Promise<void> {
    try {
      const { viewerCount } = await joinStream(this.recordingId, this.#viewerId);
      if (this.#timer === undefined) {
        // Left while the server was asked: the answer may have come after the farewell.
        await leaveStream(this.recordingId, this.#viewerId);
        return;
      }
      this.set(viewerCount);
    } catch {
      // The next renewal tries again; watching does not depend on it.
    }
  }
}
