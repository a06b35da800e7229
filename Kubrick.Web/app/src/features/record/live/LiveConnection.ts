import { readServerMessage, type ServerMessage } from './serverMessages';

export interface ConnectionEvents {
  readonly onOpen: () => void;
  readonly onMessage: (message: ServerMessage) => void;
  /** Called once, unless `close` was called before. Where the other side fell silent the code is 1006. */
  readonly onClosed: (code: number) => void;
}

const abnormal = 1006;
// A code of our own: a close without one could count as a normal end.
const brokenOff = 4000;
/** Pings without an answer while nothing waits to be sent. */
const mostMissed = 2;
/** Intervals in which nothing came and nothing went. A server whose broker is slow stops reading for a minute, pings among the rest. */
const mostStuck = 6;

/** One socket to the server, with the pings that tell whether somebody is still there. */
export class LiveConnection {
  readonly #timer: ReturnType<typeof setInterval>;
  #isClosed = false;
  #heardSincePing = true;
  #missed = 0;
  #stuck = 0;
  /** Bytes of media handed to the socket, how many of them had left it at the last ping, and what waited there. */
  #handed = 0;
  #left = 0;
  #waiting = 0;

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

  /** Bytes that were sent and have not left the browser. */
  get bufferedAmount(): number {
    return this.socket.bufferedAmount;
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  sendBytes(bytes: ArrayBuffer): void {
    this.socket.send(bytes);
    this.#handed += bytes.byteLength;
  }

  /** Lets go of the socket; nothing is heard of it any more. Only code 1000 ends the stream, any other keeps it for a while. */
  close(code = brokenOff): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.socket.removeEventListener('open', this.#onOpen);
    this.socket.removeEventListener('message', this.#onMessage);
    this.socket.removeEventListener('close', this.#onClose);
    this.socket.close(code);
  }

  // A timer may fire late in a tab that nobody looks at, so silence is measured between one ping and the next, whenever they come.
  readonly #ping = () => {
    if (this.socket.readyState !== this.socket.OPEN) return;
    if (this.#isDead()) {
      this.#end(abnormal);
      return;
    }
    this.#heardSincePing = false;
    this.send({ type: 'ping' });
  };

  // To give a connection up costs what is under way, so a server that only reads slowly must not count as gone.
  #isDead(): boolean {
    const waiting = this.bufferedAmount;
    const left = this.#handed - waiting;
    const isMoving = this.#heardSincePing || this.#waiting === 0 || left > this.#left;
    this.#waiting = waiting;
    this.#left = Math.max(this.#left, left);
    this.#missed = this.#heardSincePing || waiting > 0 ? 0 : this.#missed + 1;
    this.#stuck = isMoving || waiting === 0 ? 0 : this.#stuck + 1;
    return this.#missed >= mostMissed || this.#stuck >= mostStuck;
  }

  readonly #onOpen = () => this.events.onOpen();

  readonly #onMessage = ({ data }: MessageEvent) => {
    this.#heardSincePing = true;
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
