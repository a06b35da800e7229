import { describeError, isRetryable } from '../../../api/errors';
import { sleep } from '../../../api/sleep';
import { Store } from '../../../state/Store';
import type { PauseAttributes } from '../../recordings/api/pauses';
import type { GrowingBytes } from '../local/LocalCopy';
import { confirmStored, type StoredRecording } from './confirmStored';
import { FrameSender } from './FrameSender';
import { GracePeriod } from './GracePeriod';
import { LiveConnection } from './LiveConnection';
import { connectionLost, type LiveProblem, notProcessed, problemOfClosing, problemOfError } from './liveProblem';
import { type LiveWarning, withoutWarning, withWarning } from './liveWarnings';
import type { ServerMessage } from './serverMessages';
import { ViewerCount } from './ViewerCount';

export type LivePhase = 'connecting' | 'live' | 'reconnecting' | 'stopping' | 'ended' | 'failed';

export interface LiveSnapshot {
  readonly phase: LivePhase;
  /** The id on the server, once the recording is created. */
  readonly recordingId: string | null;
  readonly viewerCount: number;
  /** Whether the network is slower than the recorder. Unsent bytes stay in the source. */
  readonly isSlow: boolean;
  /** Why it failed; null unless the phase is `failed`. */
  readonly problem: LiveProblem | null;
  /** The troubles that the server reported, and that are not known to be over; one of each kind. */
  readonly warnings: readonly LiveWarning[];
  /** Whether the server is known to have every byte; valid when the phase is `ended`. */
  readonly isComplete: boolean;
  /** While stopping: bytes that have not left the browser. */
  readonly unsentBytes: number;
  /** Whether stopping takes long. A user with a copy on the disk need not wait for it. */
  readonly isLate: boolean;
}

export interface LivePublisherDependencies {
  /** The recorded bytes. */
  readonly source: GrowingBytes;
  /** The SHA-256 of all bytes in hex, asked for after the recording has ended; null if this browser cannot compute it. */
  readonly sha256: () => Promise<string | null>;
  /** The recorder's maximum bit rate, in bytes per second. */
  readonly bytesPerSecond: number;
  /** Creates the recording on the server. @returns Its id. */
  readonly createRecording: (signal: AbortSignal) => Promise<string>;
  readonly getRecording: (id: string, signal: AbortSignal) => Promise<StoredRecording>;
  readonly getViewerCount: (id: string, signal: AbortSignal) => Promise<number>;
  readonly openSocket: () => WebSocket;
  readonly random?: () => number;
  /** A monotonic clock, in milliseconds. */
  readonly now?: () => number;
}

const gracePeriod = 30_000;
const handshakeTimeout = 10_000;
const pingInterval = 10_000;
const slowAfterSeconds = 2;
const lateAfter = 30_000;
const progressInterval = 1_000;

/**
 * Publishes a running recording over a WebSocket, in version 1 of the protocol: sends the bytes of the source in order, each once. It
 * reconnects within the grace period. Version 1 has no acknowledgements, so bytes may be lost with a connection; the local copy has them all.
 * An instance publishes one recording.
 */
export class LivePublisher extends Store<LiveSnapshot> {
  readonly #abort = new AbortController();
  readonly #now: () => number;
  readonly #grace: GracePeriod;
  readonly #sender: FrameSender;
  readonly #viewers: ViewerCount;
  #connection: LiveConnection | null = null;
  /** Whether `start` was sent on any connection; the next one then resumes. */
  #hasSentStart = false;
  /** Whether the server has responded `started` on this connection. */
  #isAccepted = false;
  /** The length of the whole recording; null until it is finished. */
  #totalBytes: number | null = null;
  #isStopSent = false;
  /** The recorder's pauses, which `stop` reports; null if there were none. */
  #pauses: PauseAttributes | null = null;
  #backlogSince: number | null = null;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #handshakeTimer: ReturnType<typeof setTimeout> | undefined;
  #progressTimer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly dependencies: LivePublisherDependencies) {
    super({ phase: 'connecting', recordingId: null, viewerCount: 0, isSlow: false, problem: null, warnings: [], isComplete: false, unsentBytes: 0, isLate: false });
    this.#now = dependencies.now ?? (() => performance.now());
    this.#grace = new GracePeriod(gracePeriod, this.#now, dependencies.random ?? Math.random);
    this.#sender = new FrameSender(dependencies.source, {
      onIdle: () => this.#onIdle(),
      onReadError: error => this.#fail({ title: 'Live stream failed', detail: describeError(error).detail }),
    });
    this.#viewers = new ViewerCount(
      () => dependencies.getViewerCount(this.getSnapshot().recordingId ?? '', this.#abort.signal),
      viewerCount => this.change({ viewerCount }),
    );
    this.#grace.start();
    void this.#create();
  }

  /**
   * Ends the stream once all remaining bytes are sent. Nothing may be appended to the source after it.
   * @param pauses The recorder's pauses; null if there were none.
   */
  finish(pauses: PauseAttributes | null = null): void {
    if (this.#totalBytes !== null) return;
    this.#totalBytes = this.dependencies.source.bytes;
    this.#pauses = pauses;
    if (this.#isOver) return;
    this.change({ phase: 'stopping' });
    this.#reportProgress();
    if (this.#isAccepted) this.#sender.use(this.#connection);
  }

  /** Ends the stream at once, without sending the rest. */
  cancel(): void {
    this.#close();
  }

  get #isOver(): boolean {
    return this.#abort.signal.aborted;
  }

  get #isAllSent(): boolean {
    return this.#sender.sent === this.#totalBytes;
  }

  async #create(): Promise<void> {
    const { signal } = this.#abort;
    while (!this.#isOver) {
      try {
        this.change({ recordingId: await this.dependencies.createRecording(signal) });
        this.#connect();
        return;
      } catch (error) {
        const delay = isRetryable(error) ? this.#grace.nextDelay() : null;
        if (delay === null) this.#fail(describeError(error));
        else await sleep(delay, signal);
      }
    }
  }

  #connect(): void {
    if (this.#isOver) return;
    const connection = new LiveConnection(
      this.dependencies.openSocket(),
      {
        onOpen: () => {
          connection.send({ type: 'start', recordingId: this.getSnapshot().recordingId, ...(this.#hasSentStart && { resume: true }) });
          this.#hasSentStart = true;
        },
        onMessage: message => void this.#onMessage(message),
        onClosed: code => this.#onClosed(code),
      },
      pingInterval,
    );
    this.#connection = connection;
    this.#handshakeTimer = setTimeout(() => this.#reconnect(), handshakeTimeout);
  }

  async #onMessage(message: ServerMessage): Promise<void> {
    if ('recordingId' in message && message.recordingId !== this.getSnapshot().recordingId) return;
    switch (message.type) {
      case 'started':
        clearTimeout(this.#handshakeTimer);
        this.#isAccepted = true;
        this.#isStopSent = false;
        this.#grace.reset();
        // What is still true is told again on each connection; what was over meanwhile is not.
        this.change({ phase: this.#totalBytes === null ? 'live' : 'stopping', warnings: [] });
        this.#sender.use(this.#connection);
        this.#viewers.start();
        break;
      case 'stopped':
      case 'streamEnded':
        await this.#onEnded(message.status);
        break;
      case 'viewerJoined':
      case 'viewerLeft':
        this.#viewers.onBroadcast(message.viewerCount);
        break;
      case 'error':
        if (message.isWarning) this.change({ warnings: withWarning(this.getSnapshot().warnings, message.code, message.error) });
        else await this.#onError(message.code, message.error);
        break;
      case 'recovered':
        this.change({ warnings: withoutWarning(this.getSnapshot().warnings, message.code) });
        break;
      case 'pong':
        break;
    }
  }

  async #onError(code: string, error: string): Promise<void> {
    // The server refuses the pauses, and stops the stream without them.
    if (code === 'VALIDATION_ERROR' && this.#isStopSent && this.#pauses) return;
    const problem = problemOfError(code, error);
    // The stream has already ended: the connection was lost after everything was sent.
    if (code === 'CONFLICT' && this.#isAllSent) await this.#confirm();
    else if (problem) this.#fail(problem);
    else if (!this.#isAccepted) this.#reconnect();
  }

  #onClosed(code: number): void {
    const problem = problemOfClosing(code);
    if (problem) this.#fail(problem);
    else this.#reconnect();
  }

  #reconnect(): void {
    if (this.#isOver) return;
    this.#disconnect();
    this.#grace.start();
    const delay = this.#grace.nextDelay();
    if (delay === null) {
      this.#fail(connectionLost);
      return;
    }
    if (this.getSnapshot().phase === 'live') this.change({ phase: 'reconnecting' });
    this.#retryTimer = setTimeout(() => this.#connect(), delay);
  }

  #onIdle(): void {
    if (this.#isOver) return;
    const isSlow = this.#isSlow();
    if (isSlow !== this.getSnapshot().isSlow) this.change({ isSlow });
    if (this.#totalBytes !== null) this.change({ unsentBytes: this.#sender.unsentBytes });
    if (this.#isStopSent || !this.#isAllSent) return;
    this.#isStopSent = true;
    this.#connection?.send({ type: 'stop', ...this.#pauses });
  }

  // Measured from the first call; a reconnect does not restart the clock.
  #reportProgress(): void {
    const since = this.#now();
    const report = () => this.change({ unsentBytes: this.#sender.unsentBytes, isLate: this.#now() - since >= lateAfter });
    this.#progressTimer ??= setInterval(report, progressInterval);
    this.change({ unsentBytes: this.#sender.unsentBytes });
  }

  // A backlog of two seconds that lasts for two seconds. After a reconnect there is a backlog, too, but a short-lived one.
  #isSlow(): boolean {
    const now = this.#now();
    if (this.#sender.unsentBytes <= this.dependencies.bytesPerSecond * slowAfterSeconds) this.#backlogSince = null;
    else this.#backlogSince ??= now;
    return this.#backlogSince !== null && now - this.#backlogSince >= slowAfterSeconds * 1000;
  }

  async #onEnded(status: string): Promise<void> {
    if (this.#isOver) return;
    if (status === 'error') this.#fail(notProcessed);
    else if (this.#isAllSent) await this.#confirm();
    else this.#end(false);
  }

  // Sent is not received: the server's count decides.
  async #confirm(): Promise<void> {
    const id = this.getSnapshot().recordingId ?? '';
    const { signal } = this.#abort;
    this.#disconnect(1000);
    this.#reportProgress();
    const recorded = { bytes: this.#sender.sent, sha256: await this.dependencies.sha256().catch(() => null) };
    const confirmation = await confirmStored(() => this.dependencies.getRecording(id, signal), recorded, this.#now, signal);
    if (confirmation === 'failed') this.#fail(notProcessed);
    else this.#end(confirmation === 'complete');
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
    clearInterval(this.#progressTimer);
    this.#disconnect(1000);
    this.#sender.stop();
  }

  #disconnect(code?: number): void {
    clearTimeout(this.#handshakeTimer);
    clearTimeout(this.#retryTimer);
    this.#isAccepted = false;
    this.#viewers.stop();
    this.#sender.use(null);
    this.#connection?.close(code);
    this.#connection = null;
  }
}
