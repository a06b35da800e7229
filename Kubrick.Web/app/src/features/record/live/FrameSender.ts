import type { GrowingBytes } from '../local/LocalCopy';
import type { LiveConnection } from './LiveConnection';

export interface SenderEvents {
  /** Called when all available bytes were sent, or the connection's buffer is full. */
  readonly onIdle: () => void;
  /** Called when the bytes could not be read. */
  readonly onReadError: (error: unknown) => void;
}

const maxFrameBytes = 1024 * 1024;
const maxBufferedBytes = 256 * 1024;
const drainInterval = 50;

/** Sends growing bytes in order, each byte once, over the current connection. Only one frame is in memory; the rest stays in the source. */
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

  /** Bytes handed to a connection, this one or an earlier one. */
  get sent(): number {
    return this.#sent;
  }

  /** Bytes that have not left the browser. */
  get unsentBytes(): number {
    return this.source.bytes - this.#sent + (this.#connection?.bufferedAmount ?? 0);
  }

  /** Continues over this connection; null pauses. */
  use(connection: LiveConnection | null): void {
    this.#connection = connection;
    clearTimeout(this.#drainTimer);
    this.#drainTimer = undefined;
    void this.#pump();
  }

  /** Stops sending permanently. */
  stop(): void {
    this.source.onAppended = null;
    this.use(null);
  }

  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      while (this.#canSend()) {
        const bytes = await this.source.read(this.#sent, Math.min(this.source.bytes, this.#sent + maxFrameBytes));
        // The connection may have been lost or replaced while the bytes were read.
        if (!this.#connection) break;
        this.#connection.sendBytes(bytes);
        this.#sent += bytes.byteLength;
      }
    } catch (error) {
      this.events.onReadError(error);
    } finally {
      this.#isPumping = false;
    }
    if (this.#connection) this.events.onIdle();
  }

  #canSend(): boolean {
    if (!this.#connection || this.#sent >= this.source.bytes) return false;
    if (this.#connection.bufferedAmount < maxBufferedBytes) return true;
    // WebSocket has no event for a drained buffer, so it is polled.
    this.#drainTimer ??= setTimeout(() => {
      this.#drainTimer = undefined;
      void this.#pump();
    }, drainInterval);
    return false;
  }
}
