import { describeError, isRetryable } from '../../../api/errors';
import { Store } from '../../../state/Store';
import type { GrowingBytes } from '../local/LocalCopy';
import { confirmStored, sleep, type StoredRecording } from './confirmStored';
import { FrameSender } from './FrameSender';
import { GracePeriod } from './GracePeriod';
import { LiveConnection } from './LiveConnection';
import { connectionLost, type LiveProblem, notProcessed, problemOfClosing, problemOfError } from './liveProblem';
import type { ServerMessage } from './serverMessages';
import { ViewerCount } from './ViewerCount';

export type LivePhase = 'connecting' | 'live' | 'reconnecting' | 'stopping' | 'ended' | 'failed';

export interface LiveSnapshot {
  readonly phase: LivePhase;
  /** The server's id, once it has made the recording. */
  readonly recordingId: string | null;
  readonly viewerCount: number;
  /** The network takes the stream more slowly than it is made. What is not sent yet waits where it is kept. */
  readonly isSlow: boolean;
  /** Why it failed. */
  readonly problem: LiveProblem | null;
  /** Whether the server is known to have every byte; settled when the phase is `ended`. */
  readonly isComplete: boolean;
  /** While it is brought to its end: what has not left this browser. */
  readonly unsentBytes: number;
  /** Bringing it to its end takes long. Nobody has to wait for that who has a copy. */
  readonly isLate: boolean;
}

export interface LivePublisherDependencies {
  /** The recorder's bytes as they are kept. */
  readonly source: GrowingBytes;
  /** What the recorder makes at most. */
  readonly bytesPerSecond: number;
  /** Makes the recording on the server. @returns Its id. */
  readonly createRecording: (signal: AbortSignal) => Promise<string>;
  readonly getRecording: (id: string, signal: AbortSignal) => Promise<StoredRecording>;
  readonly getViewerCount: (id: string, signal: AbortSignal) => Promise<number>;
  readonly openSocket: () => WebSocket;
  readonly random?: () => number;
  /** A clock in milliseconds that never goes back. */
  readonly now?: () => number;
}

const gracePeriod = 30_000;
const handshakePatience = 10_000;
const pingInterval = 10_000;
const slowSeconds = 2;
const endingPatience = 30_000;
const endingInterval = 1_000;

/**
 * Streams a recording while it is made, in version 1 of the protocol: what the copy holds goes out in order, each byte once. A lost
 * connection is taken up again within the grace period; whatever does not arrive is still in the copy. Used once.
 */
export class LivePublisher extends Store<LiveSnapshot> {
  readonly #abort = new AbortController();
  readonly #now: () => number;
  readonly #grace: GracePeriod;
  readonly #sender: FrameSender;
  readonly #viewers: ViewerCount;
  #connection: LiveConnection | null = null;
  #wasAsked = false;
  /** Whether the server said `started` on this connection. */
  #isStarted = false;
  /** All bytes there will be, once that is known. */
  #total: number | null = null;
  #isStopSent = false;
  #behindSince: number | null = null;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #handshakeTimer: ReturnType<typeof setTimeout> | undefined;
  #endingTimer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly dependencies: LivePublisherDependencies) {
    super({ phase: 'connecting', recordingId: null, viewerCount: 0, isSlow: false, problem: null, isComplete: false, unsentBytes: 0, isLate: false });
    this.#now = dependencies.now ?? (() => performance.now());
    this.#grace = new GracePeriod(gracePeriod, this.#now, dependencies.random ?? Math.random);
    this.#sender = new FrameSender(dependencies.source, {
      onPause: () => this.#onPause(),
      onFault: error => this.#fail({ title: 'The live stream failed', detail: describeError(error).detail }),
    });
    this.#viewers = new ViewerCount(
      () => dependencies.getViewerCount(this.getSnapshot().recordingId ?? '', this.#abort.signal),
      viewerCount => this.change({ viewerCount }),
    );
    this.#grace.begin();
    void this.#create();
  }

  /** No more bytes will come: sends what is left, and ends the stream. */
  finish(): void {
    if (this.#total !== null) return;
    this.#total = this.dependencies.source.bytes;
    if (this.#isOver) return;
    this.change({ phase: 'stopping' });
    this.#watchEnding();
    if (this.#isStarted) this.#sender.use(this.#connection);
  }

  /** Leaves it at once. */
  cancel(): void {
    this.#close();
  }

  get #isOver(): boolean {
    return this.#abort.signal.aborted;
  }

  get #isAllSent(): boolean {
    return this.#sender.sent === this.#total;
  }

  async #create(): Promise<void> {
    const { signal } = this.#abort;
    while (!this.#isOver) {
      try {
        this.change({ recordingId: await this.dependencies.createRecording(signal) });
        this.#connect();
        return;
      } catch (error) {
        const wait = isRetryable(error) ? this.#grace.nextWait() : null;
        if (wait === null) this.#fail(describeError(error));
        else await sleep(wait, signal);
      }
    }
  }

  #connect(): void {
    if (this.#isOver) return;
    const connection = new LiveConnection(
      this.dependencies.openSocket(),
      {
        onOpen: () => {
          connection.send({ type: 'start', recordingId: this.getSnapshot().recordingId, ...(this.#wasAsked && { resume: true }) });
          this.#wasAsked = true;
        },
        onMessage: message => void this.#onMessage(message),
        onClosed: code => this.#onClosed(code),
      },
      pingInterval,
    );
    this.#connection = connection;
    this.#handshakeTimer = setTimeout(() => this.#reconnect(), handshakePatience);
  }

  async #onMessage(message: ServerMessage): Promise<void> {
    if ('recordingId' in message && message.recordingId !== this.getSnapshot().recordingId) return;
    switch (message.type) {
      case 'started':
        clearTimeout(this.#handshakeTimer);
        this.#isStarted = true;
        this.#isStopSent = false;
        this.#grace.end();
        this.change({ phase: this.#total === null ? 'live' : 'stopping' });
        this.#sender.use(this.#connection);
        this.#viewers.start();
        break;
      case 'stopped':
      case 'streamEnded':
        await this.#onEnded(message.status);
        break;
      case 'viewerJoined':
      case 'viewerLeft':
        this.#viewers.heard(message.viewerCount);
        break;
      case 'error':
        await this.#onError(message.code, message.error);
        break;
      case 'pong':
        break;
    }
  }

  async #onError(code: string, error: string): Promise<void> {
    const problem = problemOfError(code, error);
    // Refused because the stream is over already: the connection broke after everything was sent.
    if (code === 'CONFLICT' && this.#isAllSent) await this.#settle();
    else if (problem) this.#fail(problem);
    else if (!this.#isStarted) this.#reconnect();
  }

  #onClosed(code: number): void {
    const problem = problemOfClosing(code);
    if (problem) this.#fail(problem);
    else this.#reconnect();
  }

  #reconnect(): void {
    if (this.#isOver) return;
    this.#letGo();
    this.#grace.begin();
    const wait = this.#grace.nextWait();
    if (wait === null) {
      this.#fail(connectionLost);
      return;
    }
    if (this.getSnapshot().phase === 'live') this.change({ phase: 'reconnecting' });
    this.#retryTimer = setTimeout(() => this.#connect(), wait);
  }

  #onPause(): void {
    if (this.#isOver) return;
    const isSlow = this.#isSlow();
    if (isSlow !== this.getSnapshot().isSlow) this.change({ isSlow });
    if (this.#total !== null) this.change({ unsentBytes: this.#sender.behind });
    if (this.#isStopSent || !this.#isAllSent) return;
    this.#isStopSent = true;
    this.#connection?.send({ type: 'stop' });
  }

  // Counts from the first time that its end was begun, whatever becomes of the connection afterwards.
  #watchEnding(): void {
    const since = this.#now();
    const look = () => this.change({ unsentBytes: this.#sender.behind, isLate: this.#now() - since >= endingPatience });
    this.#endingTimer ??= setInterval(look, endingInterval);
    this.change({ unsentBytes: this.#sender.behind });
  }

  // Behind by seconds, and for seconds: a stream that was just taken up again has much to send and is not slow.
  #isSlow(): boolean {
    const now = this.#now();
    if (this.#sender.behind <= this.dependencies.bytesPerSecond * slowSeconds) this.#behindSince = null;
    else this.#behindSince ??= now;
    return this.#behindSince !== null && now - this.#behindSince >= slowSeconds * 1000;
  }

  async #onEnded(status: string): Promise<void> {
    if (this.#isOver) return;
    if (status === 'error') this.#fail(notProcessed);
    else if (this.#isAllSent) await this.#settle();
    else this.#end(false);
  }

  // That everything was sent does not say that the server has it.
  async #settle(): Promise<void> {
    const id = this.getSnapshot().recordingId ?? '';
    const { signal } = this.#abort;
    this.#letGo(1000);
    this.#watchEnding();
    const found = await confirmStored(() => this.dependencies.getRecording(id, signal), this.#sender.sent, this.#now, signal);
    if (found === 'failed') this.#fail(notProcessed);
    else this.#end(found === 'whole');
  }

  #end(isComplete: boolean): void {
    if (this.#isOver) return;
    this.change({ phase: 'ended', isComplete, isSlow: false, viewerCount: 0 });
    this.#close();
  }

  #fail(problem: LiveProblem): void {
    if (this.#isOver) return;
    this.change({ phase: 'failed', problem, isSlow: false, viewerCount: 0 });
    this.#close();
  }

  #close(): void {
    this.#abort.abort();
    clearInterval(this.#endingTimer);
    this.#letGo(1000);
    this.#sender.stop();
  }

  #letGo(code?: number): void {
    clearTimeout(this.#handshakeTimer);
    clearTimeout(this.#retryTimer);
    this.#isStarted = false;
    this.#viewers.stop();
    this.#sender.use(null);
    this.#connection?.close(code);
    this.#connection = null;
  }
}
