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

/** One socket to the server, with the pings that tell whether somebody is still there. */
export class LiveConnection {
  readonly #timer: ReturnType<typeof setInterval>;
  #isClosed = false;
  #heardSincePing = true;

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
    if (!this.#heardSincePing) {
      this.#end(abnormal);
      return;
    }
    this.#heardSincePing = false;
    this.send({ type: 'ping' });
  };

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
