import type { GrowingBytes } from '../local/LocalCopy';
import type { LiveConnection } from './LiveConnection';

export interface SenderEvents {
  /** All that is there was handed to the connection, or the connection is full. */
  readonly onPause: () => void;
  /** The bytes could not be read. */
  readonly onFault: (error: unknown) => void;
}

const largestFrame = 1024 * 1024;
const mostBuffered = 256 * 1024;
const drainInterval = 50;

/** Sends bytes that grow, in order and each once, over whichever connection there is. Holds one frame in memory: the rest stays where it is kept. */
export class FrameSender {
  #connection: LiveConnection | null = null;
  #sent = 0;
  #isPumping = false;
  #drainTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly source: GrowingBytes,
    private readonly events: SenderEvents,
  ) {
    source.onAppended = () => void this.#pump();
  }

  /** Bytes handed to some connection. */
  get sent(): number {
    return this.#sent;
  }

  /** Bytes that have not left this browser. */
  get behind(): number {
    return this.source.bytes - this.#sent + (this.#connection?.bufferedAmount ?? 0);
  }

  /** Goes on over this connection; null holds it. */
  use(connection: LiveConnection | null): void {
    this.#connection = connection;
    clearTimeout(this.#drainTimer);
    this.#drainTimer = undefined;
    void this.#pump();
  }

  /** Ends it for good. */
  stop(): void {
    this.source.onAppended = null;
    this.use(null);
  }

  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      while (this.#canSend()) {
        const bytes = await this.source.read(this.#sent, Math.min(this.source.bytes, this.#sent + largestFrame));
        // The connection may have been lost, and another one found, while the bytes were read.
        if (!this.#connection) break;
        this.#connection.sendBytes(bytes);
        this.#sent += bytes.byteLength;
      }
    } catch (error) {
      this.events.onFault(error);
    } finally {
      this.#isPumping = false;
    }
    if (this.#connection) this.events.onPause();
  }

  #canSend(): boolean {
    if (!this.#connection || this.#sent >= this.source.bytes) return false;
    if (this.#connection.bufferedAmount < mostBuffered) return true;
    // A socket does not tell when it has room again.
    this.#drainTimer ??= setTimeout(() => {
      this.#drainTimer = undefined;
      void this.#pump();
    }, drainInterval);
    return false;
  }
}
