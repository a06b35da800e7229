import { updateRecording } from '../../recordings/api/updateRecording';
import type { LivePublisher } from '../live/LivePublisher';
import type { FinishedRecording } from '../local/FinishedRecording';

export interface LiveRecordingCompletionDependencies {
  readonly update?: typeof updateRecording;
  /** Called when the server's list of recordings has changed. */
  readonly onRecordingsChanged: () => void;
}

/** Completes a live recording after its last byte was recorded: sends the changed details, and discards the local copy once the server has every byte. */
export class LiveRecordingCompletion {
  #isSettled = false;

  constructor(
    private readonly live: Pick<LivePublisher, 'getSnapshot' | 'subscribe' | 'cancel'>,
    private readonly recording: FinishedRecording,
    private readonly dependencies: LiveRecordingCompletionDependencies,
  ) {}

  /** Whether data would be lost, or left unsent without need, if the page closed now. */
  get isLeavingUnsafe(): boolean {
    const { phase, isComplete, isLate, unsentBytes } = this.live.getSnapshot();
    const { isOnDisk } = this.recording.copy;
    if (phase === 'ended') return !isComplete && !isOnDisk;
    if (phase === 'failed') return !isOnDisk;
    // Once everything is sent, a copy on the disk covers whatever the server may lack.
    return !(isLate && unsentBytes === 0 && isOnDisk);
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
    await this.recording.copy.release();
  }

  #settle(): void {
    const { phase, isComplete } = this.live.getSnapshot();
    if (this.#isSettled || (phase !== 'ended' && phase !== 'failed')) return;
    this.#isSettled = true;
    this.dependencies.onRecordingsChanged();
    if (phase === 'failed') return;
    this.#sendChanges();
    // A copy that cannot be removed is offered again at the next visit.
    if (isComplete) void this.recording.copy.discard().catch(() => undefined);
  }

  // Title and metadata may be edited while the stream runs. A lost edit is not worth an error message on a stored recording.
  #sendChanges(): void {
    const { recordingId } = this.live.getSnapshot();
    const { changes } = this.recording;
    if (!recordingId || !changes) return;
    const { update = updateRecording, onRecordingsChanged } = this.dependencies;
    const { title, metadata } = changes;
    void update(recordingId, { ...(title !== '' && { title }), metadata }).then(onRecordingsChanged, () => undefined);
  }
}
