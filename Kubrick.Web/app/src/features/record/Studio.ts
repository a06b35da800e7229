import { Store } from '../../state/Store';
import { describeBrowser } from '../session/describeBrowser';
import type { ChunkKeeper } from './chunks/ChunkKeeper';
import type { KeptRecording } from './chunks/KeptRecording';
import { openKeeper } from './chunks/openKeeper';
import type { RecordedInterview } from './chunks/RecordedInterview';
import type { InterviewDetails } from './details/InterviewDetails';
import { goLive, type GoLive } from './live/goLive';
import type { LivePublisher } from './live/LivePublisher';
import { liveMimeTypes, supportedMimeTypes } from './recorder/mimeTypes';
import type { QualityPreset } from './recorder/qualityPresets';
import { type MediaRecorderFactory, Recorder } from './recorder/Recorder';

export interface StudioState {
  readonly phase: 'ready' | 'starting' | 'recording' | 'paused' | 'finishing' | 'recorded';
  /** The recording that is over. */
  readonly interview: RecordedInterview | null;
  /** Why it did not start. */
  readonly problem: string | null;
  /** Set when a crash of the tab would lose what is recorded from now on. */
  readonly isUnsafe: boolean;
  /** The live stream of this recording, where it is one. */
  readonly live: LivePublisher | null;
}

export interface StudioParts {
  readonly openKeeper: (about: KeptRecording) => Promise<ChunkKeeper>;
  readonly goLive?: GoLive;
  readonly create?: MediaRecorderFactory;
  readonly isSupported: (mimeType: string) => boolean;
}

const browserParts: StudioParts = {
  openKeeper,
  isSupported: type => typeof MediaRecorder !== 'undefined' && MediaRecorder.isTypeSupported(type),
};

const ready: StudioState = { phase: 'ready', interview: null, problem: null, isUnsafe: false, live: null };

// Short chunks, since each one is waited for before it can be sent.
const liveTimeslice = 100;

/** One recording from its start to its last byte: the recorder, and the keeper of its chunks. */
export class Studio extends Store<StudioState> {
  #recorder: Recorder | null = null;
  #keeper: ChunkKeeper | null = null;
  #about: KeptRecording | null = null;

  constructor(private readonly parts: StudioParts = browserParts) {
    super(ready);
  }

  /** Recorded time in seconds. */
  get elapsedSeconds(): number {
    return this.#recorder?.elapsedSeconds ?? 0;
  }

  async start(stream: MediaStream, preset: QualityPreset, details: InterviewDetails, isLive = false): Promise<void> {
    if (this.getSnapshot().phase !== 'ready') return;
    this.set({ ...ready, phase: 'starting' });
    const mimeTypes = (isLive ? liveMimeTypes : supportedMimeTypes)(this.parts.isSupported);
    const about: KeptRecording = {
      ...details,
      id: crypto.randomUUID(),
      startedAt: new Date().toISOString(),
      mimeType: mimeTypes[0] ?? '',
      quality: preset.quality,
      sessionInfo: describeBrowser(),
      seconds: 0,
    };
    const keeper = await this.parts.openKeeper(about);
    keeper.onUnsafe = () => this.change({ isUnsafe: true });
    try {
      const { create } = this.parts;
      const onMimeType = (mimeType: string) => keeper.note({ mimeType });
      this.#recorder = new Recorder({ stream, preset, mimeTypes, sink: keeper, onMimeType, ...(isLive && { timeslice: liveTimeslice }), ...(create && { create }) });
    } catch (error) {
      await keeper.discard();
      this.set({ ...ready, problem: error instanceof Error ? error.message : String(error) });
      return;
    }
    this.#keeper = keeper;
    this.#about = { ...about, mimeType: this.#recorder.mimeType };
    const live = isLive ? (this.parts.goLive ?? goLive)(this.#about, keeper, preset) : null;
    // Somebody else may end the stream; the interview is over then, too.
    live?.subscribe(() => live.getSnapshot().phase === 'ended' && this.stop());
    this.change({ phase: 'recording', isUnsafe: !keeper.isSafe, live });
    void this.#finish(this.#recorder, keeper, live, details);
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
    if (!this.#about || !this.#keeper) return;
    this.#about = { ...this.#about, ...details };
    this.#keeper.note(details);
  }

  /** Shows a recording that an earlier visit left. */
  show(interview: RecordedInterview): void {
    if (this.getSnapshot().phase === 'ready') this.set({ ...ready, phase: 'recorded', interview });
  }

  /** Makes room for another recording; what becomes of the last one is its keeper's matter. */
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
  async #finish(recorder: Recorder, keeper: ChunkKeeper, live: LivePublisher | null, told: InterviewDetails): Promise<void> {
    const { end, seconds, mimeType } = await recorder.finished;
    this.change({ phase: 'finishing' });
    const media = await keeper.finish();
    const about = this.#about;
    this.#about = null;
    this.#keeper = null;
    if (about && media.blob.size > 0) {
      live?.finish();
      this.change({ phase: 'recorded', interview: { about: { ...about, seconds, mimeType }, media, keeper, end, changes: live ? changesOf(told, about) : undefined } });
    } else {
      live?.cancel();
      await keeper.discard();
      this.set({ ...ready, problem: 'Nothing was recorded. Check the camera and try again.' });
    }
  }
}

function changesOf(told: InterviewDetails, { title, metadata }: KeptRecording): RecordedInterview['changes'] {
  const isChanged = title.trim() !== told.title.trim() || JSON.stringify(metadata) !== JSON.stringify(told.metadata);
  return isChanged ? { title: title.trim(), metadata } : undefined;
}
