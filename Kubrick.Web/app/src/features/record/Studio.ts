import { Store } from '../../state/Store';
import { describeBrowser } from '../session/describeBrowser';
import type { InterviewDetails } from './details/InterviewDetails';
import { goLive, type GoLive } from './live/goLive';
import type { LivePublisher } from './live/LivePublisher';
import { createLocalCopy } from './local/createLocalCopy';
import type { FinishedRecording } from './local/FinishedRecording';
import type { LocalCopy } from './local/LocalCopy';
import type { RecordingInfo } from './local/RecordingInfo';
import { liveMimeTypes, supportedMimeTypes } from './recorder/mimeTypes';
import type { QualityPreset } from './recorder/qualityPresets';
import { type MediaRecorderFactory, Recorder } from './recorder/Recorder';

export interface StudioState {
  readonly phase: 'ready' | 'starting' | 'recording' | 'paused' | 'finishing' | 'recorded';
  /** The recording that is over. */
  readonly recording: FinishedRecording | null;
  /** Why it did not start. */
  readonly problem: string | null;
  /** Set when a crash of the tab would lose what is recorded from now on. */
  readonly isInMemory: boolean;
  /** The live stream of this recording, where it is one. */
  readonly live: LivePublisher | null;
}

export interface StudioDependencies {
  readonly createLocalCopy: (info: RecordingInfo) => Promise<LocalCopy>;
  readonly goLive?: GoLive;
  readonly create?: MediaRecorderFactory;
  readonly isSupported: (mimeType: string) => boolean;
}

const browserDependencies: StudioDependencies = {
  createLocalCopy,
  isSupported: type => typeof MediaRecorder !== 'undefined' && MediaRecorder.isTypeSupported(type),
};

const ready: StudioState = { phase: 'ready', recording: null, problem: null, isInMemory: false, live: null };

// Short chunks, since each one is waited for before it can be sent.
const liveTimeslice = 100;

/** One recording from its start to its last byte: the recorder, and the copy of its chunks. */
export class Studio extends Store<StudioState> {
  #recorder: Recorder | null = null;
  #copy: LocalCopy | null = null;
  #info: RecordingInfo | null = null;

  constructor(private readonly dependencies: StudioDependencies = browserDependencies) {
    super(ready);
  }

  /** Recorded time in seconds. */
  get elapsedSeconds(): number {
    return this.#recorder?.elapsedSeconds ?? 0;
  }

  async start(stream: MediaStream, preset: QualityPreset, details: InterviewDetails, isLive = false): Promise<void> {
    if (this.getSnapshot().phase !== 'ready') return;
    this.set({ ...ready, phase: 'starting' });
    const mimeTypes = (isLive ? liveMimeTypes : supportedMimeTypes)(this.dependencies.isSupported);
    const info: RecordingInfo = {
      ...details,
      id: crypto.randomUUID(),
      startedAt: new Date().toISOString(),
      mimeType: mimeTypes[0] ?? '',
      quality: preset.quality,
      sessionInfo: describeBrowser(),
      seconds: 0,
    };
    const copy = await this.dependencies.createLocalCopy(info);
    copy.onDiskFailed = () => this.change({ isInMemory: true });
    try {
      const { create } = this.dependencies;
      const onMimeType = (mimeType: string) => copy.updateInfo({ mimeType });
      this.#recorder = new Recorder({ stream, preset, mimeTypes, sink: copy, onMimeType, ...(isLive && { timeslice: liveTimeslice }), ...(create && { create }) });
    } catch (error) {
      await copy.discard();
      this.set({ ...ready, problem: error instanceof Error ? error.message : String(error) });
      return;
    }
    this.#copy = copy;
    this.#info = { ...info, mimeType: this.#recorder.mimeType };
    const live = isLive ? (this.dependencies.goLive ?? goLive)(this.#info, copy, preset) : null;
    // Somebody else may end the stream; the interview is over then, too.
    live?.subscribe(() => live.getSnapshot().phase === 'ended' && this.stop());
    this.change({ phase: 'recording', isInMemory: !copy.isOnDisk, live });
    void this.#finish(this.#recorder, copy, live, details);
  }

  pause(): void {
    this.#recorder?.pause();
    this.#showRecorder();
  }

  resume(): void {
    this.#recorder?.resume();
    this.#showRecorder();
  }

  stop(): void {
    this.#recorder?.stop();
  }

  /** Changes what is known of the recording while it runs. */
  describe(details: InterviewDetails): void {
    if (!this.#info || !this.#copy) return;
    this.#info = { ...this.#info, ...details };
    this.#copy.updateInfo(details);
  }

  /** Shows a recording that an earlier visit left. */
  show(recording: FinishedRecording): void {
    if (this.getSnapshot().phase === 'ready') this.set({ ...ready, phase: 'recorded', recording });
  }

  /** Makes room for another recording; what becomes of the last one is its copy's matter. */
  reset(): void {
    if (this.getSnapshot().phase !== 'recorded') return;
    this.#recorder = null;
    this.set(ready);
  }

  #showRecorder(): void {
    const state = this.#recorder?.state;
    if (state === 'recording' || state === 'paused') this.change({ phase: state });
  }

  // The recorder ends when it is told to, and also by itself: when a device goes away or the browser's encoder fails.
  async #finish(recorder: Recorder, copy: LocalCopy, live: LivePublisher | null, told: InterviewDetails): Promise<void> {
    const { endReason, seconds, mimeType } = await recorder.finished;
    this.change({ phase: 'finishing' });
    const media = await copy.finish();
    const info = this.#info;
    this.#info = null;
    this.#copy = null;
    if (info && media.blob.size > 0) {
      live?.finish();
      this.change({ phase: 'recorded', recording: { info: { ...info, seconds, mimeType }, media, copy, endReason, changes: live ? changesOf(told, info) : undefined } });
    } else {
      live?.cancel();
      await copy.discard();
      this.set({ ...ready, problem: 'Nothing was recorded. Check the camera and try again.' });
    }
  }
}

function changesOf(told: InterviewDetails, { title, metadata }: RecordingInfo): FinishedRecording['changes'] {
  const isChanged = title.trim() !== told.title.trim() || JSON.stringify(metadata) !== JSON.stringify(told.metadata);
  return isChanged ? { title: title.trim(), metadata } : undefined;
}
