import { Store } from '../../state/Store';
import { joinStream } from './api/joinStream';
import { leaveStream } from './api/leaveStream';

const defaultRenewalInterval = 10_000;

// Not stored: a duplicated tab copies the storage, and two viewers would count as one.
const viewerId = Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');

/** Registers this viewer with the server and renews the registration. The value is the number of viewers (null until known). */
export class ViewerPresence extends Store<number | null> {
  #timer: ReturnType<typeof setInterval> | undefined;
  #isRenewing = false;

  /** @param renewalInterval Milliseconds between two renewals. */
  constructor(
    private readonly recordingId: string,
    private readonly renewalInterval = defaultRenewalInterval,
  ) {
    super(null);
  }

  /** Starts. Idempotent. */
  readonly join = (): void => {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => void this.#renew(), this.renewalInterval);
    window.addEventListener('pagehide', this.leave);
    void this.#renew();
  };

  /** Unregisters at once. A viewer that only stops renewing is counted until its registration expires. */
  readonly leave = (): void => {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    // Who comes back does not wait for a request from before.
    this.#isRenewing = false;
    window.removeEventListener('pagehide', this.leave);
    void leaveStream(this.recordingId, viewerId).catch(() => undefined);
  };

  async #renew(): Promise<void> {
    // A slow server gets one request at a time.
    if (this.#isRenewing) return;
    this.#isRenewing = true;
    try {
      const { viewerCount } = await joinStream(this.recordingId, viewerId);
      if (this.#timer === undefined) {
        // `leave` was called while the request was pending, and may have reached the server first.
        await leaveStream(this.recordingId, viewerId);
        return;
      }
      this.set(viewerCount);
    } catch {
      // The next renewal tries again. Playback does not depend on it.
    } finally {
      this.#isRenewing = false;
    }
  }
}
