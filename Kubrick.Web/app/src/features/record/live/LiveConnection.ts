import { readServerMessage, type ServerMessage } from './serverMessages';

export interface ConnectionEvents {
  readonly onOpen: () => void;
  readonly onMessage: (message: ServerMessage) => void;
  /** Called once, unless `close` was called before. The code is 1006 where the server stopped responding. */
  readonly onClosed: (code: number) => void;
}

const abnormalClosure = 1006;
// An application-defined code: a close without a code could count as a normal end of the stream.
const connectionAbandoned = 4000;
/** Unanswered pings after which an idle connection is considered lost. */
const maxMissedPongs = 2;
/** Ping intervals without any traffic after which a busy connection is considered lost. A server whose broker is slow may not read for a minute, not even pings. */
const maxStalledIntervals = 6;

/** One WebSocket to the server. Pings detect a lost connection. */
export class LiveConnection {
  readonly #timer: ReturnType<typeof setInterval>;
  #isClosed = false;
  #receivedSincePing = true;
  #missedPongs = 0;
  #stalledIntervals = 0;
  /** Bytes of media handed to the socket. */
  #handedOver = 0;
  /** How many of them had left the browser at the last ping. */
  #departed = 0;
  /** The socket's `bufferedAmount` at the last ping. */
  #buffered = 0;

  constructor(
    private readonly socket: WebSocket,
    private readonly events: ConnectionEvents,
    pingInterval: number,
  ) {
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', this.#onOpen);
    socket.addEventListener('message', this.#onMessage);
    socket.addEventListener('close', this.#onClose);
    this.#timer = setInterval(this.#ping, pingInterval);
  }

  /** Bytes that were handed to the socket and have not left the browser. */
  get bufferedAmount(): number {
    return this.socket.bufferedAmount;
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  sendBytes(bytes: ArrayBuffer): void {
    this.socket.send(bytes);
    this.#handedOver += bytes.byteLength;
  }

  /** Closes the socket and ignores all its further events. Code 1000 ends the stream; after any other code it can be resumed within the grace period. */
  close(code = connectionAbandoned): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.socket.removeEventListener('open', this.#onOpen);
    this.socket.removeEventListener('message', this.#onMessage);
    this.socket.removeEventListener('close', this.#onClose);
    this.socket.close(code);
  }

  // Timers of a hidden tab fire late, so silence is counted in pings and not in milliseconds.
  readonly #ping = () => {
    if (this.socket.readyState !== this.socket.OPEN) return;
    if (this.#isLost()) {
      this.#end(abnormalClosure);
      return;
    }
    this.#receivedSincePing = false;
    this.send({ type: 'ping' });
  };

  // Abandoning a connection loses the bytes in flight, so a server that reads slowly must not count as lost.
  #isLost(): boolean {
    const buffered = this.bufferedAmount;
    const departed = this.#handedOver - buffered;
    const hasTraffic = this.#receivedSincePing || this.#buffered === 0 || departed > this.#departed;
    this.#buffered = buffered;
    this.#departed = Math.max(this.#departed, departed);
    this.#missedPongs = this.#receivedSincePing || buffered > 0 ? 0 : this.#missedPongs + 1;
    this.#stalledIntervals = hasTraffic || buffered === 0 ? 0 : this.#stalledIntervals + 1;
    return this.#missedPongs >= maxMissedPongs || this.#stalledIntervals >= maxStalledIntervals;
  }

  readonly #onOpen = () => this.events.onOpen();

  readonly #onMessage = ({ data }: MessageEvent) => {
    this.#receivedSincePing = true;
    const message = readServerMessage(data);
    if (message) this.events.onMessage(message);
  };

  readonly #onClose = ({ code }: CloseEvent) => this.#end(code);

  #end(code: number): void {
    if (this.#isClosed) return;
    this.close();
    this.events.onClosed(code);
  }
}
