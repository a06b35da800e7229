import type { Pause } from '../../recordings/api/pauses';
import { audioBitsPerSecond, type QualityPreset } from './qualityPresets';

/** Receives the recorded chunks in order. */
export interface ChunkSink {
  append(chunk: Blob, elapsedSeconds: number): void;
}

export type RecorderState = 'inactive' | 'recording' | 'paused' | 'stopped';

/** Why a recording ended. */
export type EndReason = 'stopped' | 'device-lost' | 'recorder-failed';

export interface RecorderResult {
  readonly endReason: EndReason;
  readonly seconds: number;
  readonly mimeType: string;
  readonly bytes: number;
}

/** MediaRecorder's options, with one that TypeScript's DOM types lack. */
interface RecorderOptions extends MediaRecorderOptions {
  videoKeyFrameIntervalDuration?: number;
}

export type MediaRecorderFactory = (stream: MediaStream, options: RecorderOptions) => MediaRecorder;

export interface RecorderSettings {
  readonly stream: MediaStream;
  readonly preset: QualityPreset;
  /** MIME types to try, in order of preference. */
  readonly mimeTypes: readonly string[];
  readonly sink: ChunkSink;
  /** Called once, with the first chunk: only then is the MIME type final. */
  readonly onMimeType?: (mimeType: string) => void;
  /** Called when a pause begins and again when it ends, also by the end of the recording. Pauses are numbered from 0. */
  readonly onPause?: (number: number, pause: Pause) => void;
  /** Minimum duration of a chunk, in milliseconds. */
  readonly timeslice?: number;
  readonly create?: MediaRecorderFactory;
  /** A monotonic clock, in milliseconds. */
  readonly now?: () => number;
  /** The clock of the computer, in milliseconds since 1970. It may be set while a recording runs. */
  readonly clock?: () => number;
}

const defaultTimeslice = 1000;
const keyFrameInterval = 1000;

/** Records a stream until it is stopped, or its camera or microphone is disconnected. An instance records once. */
export class Recorder {
  /** Resolves after the last chunk. Never rejects: whatever was recorded is kept. */
  readonly finished: Promise<RecorderResult>;
  readonly #recorder: MediaRecorder;
  readonly #settings: RecorderSettings;
  readonly #now: () => number;
  readonly #clock: () => number;
  readonly #finish: (result: RecorderResult) => void;
  readonly #tracks: readonly MediaStreamTrack[];
  #state: RecorderState = 'inactive';
  #endReason: EndReason = 'stopped';
  #bytes = 0;
  #recordedMilliseconds = 0;
  #runningSince: number | null = null;
  /** The beginning of the current pause by both clocks. */
  #paused: { readonly at: number; readonly since: number } | null = null;
  /** Pauses that have ended. */
  #pauses = 0;

  /** Starts recording. @throws Error where the browser supports none of the MIME types. */
  constructor(settings: RecorderSettings) {
    this.#settings = settings;
    this.#now = settings.now ?? (() => performance.now());
    this.#clock = settings.clock ?? (() => Date.now());
    const { promise, resolve } = withResolvers<RecorderResult>();
    this.finished = promise;
    this.#finish = resolve;
    this.#tracks = settings.stream.getTracks();
    this.#recorder = this.#start();
    this.#state = 'recording';
    this.#runningSince = this.#now();
    for (const track of this.#tracks) track.addEventListener('ended', this.#onTrackEnded);
  }

  /** The actual MIME type. It may change with the first chunk: Chrome produces Matroska when asked for H.264 in WebM. */
  get mimeType(): string {
    return this.#recorder.mimeType;
  }

  get state(): RecorderState {
    return this.#state;
  }

  /** Recorded time without pauses, in seconds. */
  get elapsedSeconds(): number {
    const running = this.#runningSince === null ? 0 : this.#now() - this.#runningSince;
    return (this.#recordedMilliseconds + running) / 1000;
  }

  pause(): void {
    if (this.#state !== 'recording') return;
    this.#recorder.pause();
    this.#stopClock();
    this.#state = 'paused';
    this.#paused = { at: this.#clock(), since: this.#now() };
    this.#settings.onPause?.(this.#pauses, { pausedAt: new Date(this.#paused.at).toISOString(), resumedAt: null, duration: null });
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    this.#recorder.resume();
    this.#endPause();
    this.#runningSince = this.#now();
    this.#state = 'recording';
  }

  /** Ends the recording; `finished` resolves after the last chunk. */
  stop(reason: EndReason = 'stopped'): void {
    if (this.#state === 'stopped') return;
    this.#state = 'stopped';
    this.#endReason = reason;
    this.#stopClock();
    this.#endPause();
    for (const track of this.#tracks) track.removeEventListener('ended', this.#onTrackEnded);
    if (this.#recorder.state === 'inactive') this.#onStop();
    else this.#recorder.stop();
  }

  // isTypeSupported may accept a type that then fails to start. So each type is tried, first with a keyframe interval of one second.
  #start(): MediaRecorder {
    const { stream, preset, mimeTypes, timeslice = defaultTimeslice, create = createMediaRecorder } = this.#settings;
    const bits = { videoBitsPerSecond: preset.videoBitsPerSecond, audioBitsPerSecond };
    let failure: unknown = new Error('This browser cannot record video.');
    for (const mimeType of mimeTypes) {
      for (const options of [{ mimeType, ...bits, videoKeyFrameIntervalDuration: keyFrameInterval }, { mimeType, ...bits }]) {
        try {
          const recorder = create(stream, options);
          recorder.addEventListener('dataavailable', this.#onData);
          recorder.addEventListener('error', this.#onError);
          recorder.addEventListener('stop', this.#onStop);
          recorder.start(timeslice);
          return recorder;
        } catch (error) {
          failure = error;
        }
      }
    }
    throw failure;
  }

  readonly #onData = ({ data }: BlobEvent) => {
    if (data.size === 0) return;
    if (this.#bytes === 0) this.#settings.onMimeType?.(this.mimeType);
    this.#bytes += data.size;
    this.#settings.sink.append(data, this.elapsedSeconds);
  };

  // `error` is followed by the last `dataavailable` and by `stop`.
  readonly #onError = () => {
    if (this.#state !== 'stopped') this.#endReason = 'recorder-failed';
  };

  readonly #onStop = () => {
    const isUnexpected = this.#state !== 'stopped' && this.#endReason === 'stopped';
    if (isUnexpected) this.#endReason = this.#tracks.some(track => track.readyState === 'ended') ? 'device-lost' : 'recorder-failed';
    this.#state = 'stopped';
    this.#stopClock();
    this.#endPause();
    this.#finish({ endReason: this.#endReason, seconds: this.elapsedSeconds, mimeType: this.mimeType, bytes: this.#bytes });
  };

  readonly #onTrackEnded = () => this.stop('device-lost');

  // The monotonic clock stands still while the computer sleeps, and the computer's own may be set back.
  #endPause(): void {
    if (!this.#paused) return;
    const { at, since } = this.#paused;
    const milliseconds = Math.round(Math.max(this.#clock() - at, this.#now() - since));
    this.#paused = null;
    this.#settings.onPause?.(this.#pauses++, {
      pausedAt: new Date(at).toISOString(),
      resumedAt: new Date(at + milliseconds).toISOString(),
      duration: milliseconds / 1000,
    });
  }

  #stopClock(): void {
    if (this.#runningSince === null) return;
    this.#recordedMilliseconds += this.#now() - this.#runningSince;
    this.#runningSince = null;
  }
}

function createMediaRecorder(stream: MediaStream, options: RecorderOptions): MediaRecorder {
  return new MediaRecorder(stream, options);
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>(settle => (resolve = settle));
  return { promise, resolve };
}
