import { describeError } from '../../api/errors';
import { Store } from '../../state/Store';
import { pauseAttributesOf } from '../recordings/api/pauses';
import { describeBrowser } from '../session/describeBrowser';
import type { InterviewDetails } from './details/InterviewDetails';
import { goLive, type GoLive } from './live/goLive';
import type { LivePublisher } from './live/LivePublisher';
import { createLocalCopy } from './local/createLocalCopy';
import type { FinishedRecording } from './local/FinishedRecording';
import type { LocalCopy } from './local/LocalCopy';
import { pausesOf, type RecordingInfo, withChanges } from './local/RecordingInfo';
import { liveMimeTypes, supportedMimeTypes } from './recorder/mimeTypes';
import type { QualityPreset } from './recorder/qualityPresets';
import { type MediaRecorderFactory, Recorder } from './recorder/Recorder';
import type { RecordingUpload } from './uploads/RecordingUpload';
import type { UploadManager } from './uploads/UploadManager';

export interface StudioState {
  readonly phase: 'ready' | 'starting' | 'recording' | 'paused' | 'finishing' | 'recorded';
  /** The finished recording; null unless the phase is `recorded`. */
  readonly recording: FinishedRecording | null;
  /** Why the last attempt to record failed. */
  readonly problem: string | null;
  /** Whether new chunks are kept in memory only, where a crash of the tab loses them. */
  readonly isInMemory: boolean;
  /** The publisher of a live recording; null for others. */
  readonly live: LivePublisher | null;
  /** The upload of the recording, which runs while it is recorded; null for live recordings. */
  readonly upload: RecordingUpload | null;
}

export interface StudioDependencies {
  readonly createLocalCopy: (info: RecordingInfo) => Promise<LocalCopy>;
  readonly goLive?: GoLive;
  /** Uploads recordings that are not live while they run. */
  readonly uploads?: Pick<UploadManager, 'record' | 'forget'>;
  readonly create?: MediaRecorderFactory;
  readonly isSupported: (mimeType: string) => boolean;
}

export const browserDependencies: StudioDependencies = {
  createLocalCopy,
  isSupported: type => typeof MediaRecorder !== 'undefined' && MediaRecorder.isTypeSupported(type),
};

const ready: StudioState = { phase: 'ready', recording: null, problem: null, isInMemory: false, live: null, upload: null };

// Each chunk adds its duration to the latency of the stream.
const liveTimeslice = 100;

/** One recording from its start to its last byte: connects the recorder, the local copy and the upload or, for live recordings, the publisher. */
export class Studio extends Store<StudioState> {
  #recorder: Recorder | null = null;
  #copy: LocalCopy | null = null;
  #info: RecordingInfo | null = null;

  constructor(private readonly dependencies: StudioDependencies = browserDependencies) {
    super(ready);
  }

  /** Recorded time without pauses, in seconds. */
  get elapsedSeconds(): number {
    return this.#recorder?.elapsedSeconds ?? 0;
  }

  async start(stream: MediaStream, preset: QualityPreset, details: InterviewDetails, isLive = false): Promise<void> {
    if (this.getSnapshot().phase !== 'ready') return;
    this.set({ ...ready, phase: 'starting' });
    const mimeTypes = (isLive ? liveMimeTypes : supportedMimeTypes)(this.dependencies.isSupported);
    const info = newInfo(details, preset, mimeTypes[0] ?? '');
    const copy = await this.dependencies.createLocalCopy(info);
    copy.onDiskFailed = () => this.change({ isInMemory: true });
    let recorder: Recorder;
    try {
      recorder = this.#startRecorder(stream, preset, mimeTypes, copy, isLive);
    } catch (error) {
      await copy.discard();
      this.set({ ...ready, problem: error instanceof Error ? error.message : String(error) });
      return;
    }
    this.#recorder = recorder;
    this.#copy = copy;
    this.#info = { ...info, mimeType: recorder.mimeType };
    const live = isLive ? (this.dependencies.goLive ?? goLive)(this.#info, copy, preset) : null;
    // Another client may end the stream, which ends the recording as well.
    live?.subscribe(() => live.getSnapshot().phase === 'ended' && this.stop());
    const upload = isLive ? null : (this.dependencies.uploads?.record(copy, this.#info) ?? null);
    this.change({ phase: 'recording', isInMemory: !copy.isOnDisk, live, upload });
    void this.#finish(recorder, copy, live, details);
  }

  pause(): void {
    this.#recorder?.pause();
    this.#showRecorderState();
  }

  resume(): void {
    this.#recorder?.resume();
    this.#showRecorderState();
  }

  stop(): void {
    this.#recorder?.stop();
  }

  /** Changes the details of a running recording. */
  updateDetails(details: InterviewDetails): void {
    if (!this.#info || !this.#copy) return;
    this.#info = { ...this.#info, ...details };
    const { upload } = this.getSnapshot();
    if (upload) upload.setDetails(details);
    else this.#copy.updateInfo(details);
  }

  /** Opens a recording of an earlier visit and its upload. */
  open(recording: FinishedRecording, upload: RecordingUpload): void {
    if (this.getSnapshot().phase === 'ready') this.set({ ...ready, phase: 'recorded', recording, upload });
  }

  /** Returns to `ready`. The caller has released or discarded the local copy. */
  reset(): void {
    if (this.getSnapshot().phase !== 'recorded') return;
    this.#recorder = null;
    this.set(ready);
  }

  #startRecorder(stream: MediaStream, preset: QualityPreset, mimeTypes: readonly string[], copy: LocalCopy, isLive: boolean): Recorder {
    const { create } = this.dependencies;
    return new Recorder({
      stream,
      preset,
      mimeTypes,
      sink: copy,
      onMimeType: mimeType => this.#note(copy, { mimeType }),
      onPause: (number, pause) => this.#note(copy, { pauses: { [number]: pause } }),
      ...(isLive && { timeslice: liveTimeslice }),
      ...(create && { create }),
    });
  }

  /** Writes down what the upload must know, also at a later visit. */
  #note(copy: LocalCopy, changes: Partial<RecordingInfo>): void {
    if (this.#info) this.#info = withChanges(this.#info, changes);
    const { upload } = this.getSnapshot();
    if (upload) upload.updateInfo(changes);
    else copy.updateInfo(changes);
  }

  #showRecorderState(): void {
    const state = this.#recorder?.state;
    if (state === 'recording' || state === 'paused') this.change({ phase: state });
  }

  // The recorder stops on request, and by itself when a device is disconnected or the browser's encoder fails.
  async #finish(recorder: Recorder, copy: LocalCopy, live: LivePublisher | null, initial: InterviewDetails): Promise<void> {
    const { endReason, seconds, mimeType } = await recorder.finished;
    this.change({ phase: 'finishing' });
    const media = await copy.finish().catch(describeError);
    const info = this.#info;
    const { upload } = this.getSnapshot();
    this.#info = null;
    this.#copy = null;
    if ('detail' in media) {
      // Somebody has cleared the site's data meanwhile, for example. Nothing is deleted: what the server has, it completes by itself.
      if (info) live?.finish(pauseAttributesOf(pausesOf(info)));
      if (upload) {
        // It would wait for the rest for ever, and its signs of life would keep the server from completing what it has.
        upload.engine.leave();
        this.dependencies.uploads?.forget(upload);
      }
      await copy.release();
      this.set({ ...ready, problem: `The recording could not be read from this browser’s disk: ${media.detail} What was sent before is on the server.` });
    } else if (info && media.blob.size > 0) {
      live?.finish(pauseAttributesOf(pausesOf(info)));
      upload?.finish({ seconds, mimeType }, media);
      this.change({ phase: 'recorded', recording: { info: { ...info, seconds, mimeType }, media, copy, endReason, changes: live ? changesOf(initial, info) : undefined } });
    } else {
      live?.cancel();
      if (upload) {
        await upload.engine.cancel();
        this.dependencies.uploads?.forget(upload);
      }
      await copy.discard();
      this.set({ ...ready, problem: 'Nothing was recorded. Check the camera and try again.' });
    }
  }
}

function newInfo(details: InterviewDetails, { quality }: QualityPreset, mimeType: string): RecordingInfo {
  return { ...details, id: crypto.randomUUID(), startedAt: new Date().toISOString(), mimeType, quality, sessionInfo: describeBrowser(), seconds: 0 };
}

// The server got the details of a live recording at its start; these changed since.
function changesOf(initial: InterviewDetails, { title, metadata }: RecordingInfo): FinishedRecording['changes'] {
  const isChanged = title.trim() !== initial.title.trim() || JSON.stringify(metadata) !== JSON.stringify(initial.metadata);
  return isChanged ? { title: title.trim(), metadata } : undefined;
}
