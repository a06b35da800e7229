import { updateRecording } from '../../recordings/api/updateRecording';
import type { RecordedInterview } from '../chunks/RecordedInterview';
import type { LivePublisher } from '../live/LivePublisher';

export interface StreamCompletionDependencies {
  readonly update?: typeof updateRecording;
  /** Called when the server's list of recordings has changed. */
  readonly onRecordingsChanged: () => void;
}

/** Completes a live recording after its last byte was recorded: sends the changed details, and discards the local copy once the server has every byte. */
export class StreamCompletion {
  #isSettled = false;

  constructor(
    private readonly live: Pick<LivePublisher, 'getSnapshot' | 'subscribe' | 'cancel'>,
    private readonly interview: RecordedInterview,
    private readonly dependencies: StreamCompletionDependencies,
  ) {}

  /** Whether data would be lost, or left unsent without need, if the page closed now. */
  get isLeavingUnsafe(): boolean {
    const { phase, isComplete, isLate, unsentBytes } = this.live.getSnapshot();
    const { isSafe } = this.interview.keeper;
    if (phase === 'ended') return !isComplete && !isSafe;
    if (phase === 'failed') return !isSafe;
    // Once everything is sent, a copy on the disk covers whatever the server may lack.
    return !(isLate && unsentBytes === 0 && isSafe);
  }

  /** Waits for the end of the stream. Idempotent. @returns A function that stops waiting. */
  watch(): () => void {
    this.#settle();
    return this.live.subscribe(() => this.#settle());
  }

  /** Abandons the stream before its end. The local copy stays for a later visit. */
  async leaveEarly(): Promise<void> {
    this.live.cancel();
    this.#sendChanges();
    await this.interview.keeper.release();
  }

  #settle(): void {
    const { phase, isComplete } = this.live.getSnapshot();
    if (this.#isSettled || (phase !== 'ended' && phase !== 'failed')) return;
    this.#isSettled = true;
    this.dependencies.onRecordingsChanged();
    if (phase === 'failed') return;
    this.#sendChanges();
    // A copy that cannot be removed is offered again at the next visit.
    if (isComplete) void this.interview.keeper.discard().catch(() => undefined);
  }

  // Title and metadata may be edited while the stream runs. A lost edit is not worth an error message on a stored recording.
  #sendChanges(): void {
    const { recordingId } = this.live.getSnapshot();
    const { changes } = this.interview;
    if (!recordingId || !changes) return;
    const { update = updateRecording, onRecordingsChanged } = this.dependencies;
    const { title, metadata } = changes;
    void update(recordingId, { ...(title !== '' && { title }), metadata }).then(onRecordingsChanged, () => undefined);
  }
}
