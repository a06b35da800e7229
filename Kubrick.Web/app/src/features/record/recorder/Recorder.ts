import { audioBitsPerSecond, type QualityPreset } from './qualityPresets';

/** Takes the recorder's bytes as they come, in order. */
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

/** MediaRecorder's options with the one that the DOM's types do not have yet. */
interface RecorderOptions extends MediaRecorderOptions {
  videoKeyFrameIntervalDuration?: number;
}

export type MediaRecorderFactory = (stream: MediaStream, options: RecorderOptions) => MediaRecorder;

export interface RecorderSettings {
  readonly stream: MediaStream;
  readonly preset: QualityPreset;
  /** Types to try, best first. */
  readonly mimeTypes: readonly string[];
  readonly sink: ChunkSink;
  /** Told once, when the first data is out and the type is known for sure. */
  readonly onMimeType?: (mimeType: string) => void;
  /** The least length of a chunk in milliseconds. */
  readonly timeslice?: number;
  readonly create?: MediaRecorderFactory;
  /** A clock in milliseconds that never goes back. */
  readonly now?: () => number;
}

const defaultTimeslice = 1000;
const keyFrameInterval = 1000;

/** Records a stream until it is stopped or its camera or microphone goes away. Used once. */
export class Recorder {
  /** Settles when the recorder has given its last byte. It never rejects: what was recorded is always worth keeping. */
  readonly finished: Promise<RecorderResult>;
  readonly #recorder: MediaRecorder;
  readonly #settings: RecorderSettings;
  readonly #now: () => number;
  readonly #finish: (result: RecorderResult) => void;
  readonly #tracks: readonly MediaStreamTrack[];
  #state: RecorderState = 'inactive';
  #endReason: EndReason = 'stopped';
  #bytes = 0;
  #recordedBefore = 0;
  #runningSince: number | null = null;

  /** Starts at once. @throws Error where the browser can record none of the types. */
  constructor(settings: RecorderSettings) {
    this.#settings = settings;
    this.#now = settings.now ?? (() => performance.now());
    const { promise, resolve } = withResolvers<RecorderResult>();
    this.finished = promise;
    this.#finish = resolve;
    this.#tracks = settings.stream.getTracks();
    this.#recorder = this.#start();
    this.#state = 'recording';
    this.#runningSince = this.#now();
    for (const track of this.#tracks) track.addEventListener('ended', this.#onTrackEnded);
  }

  /** The browser knows it for sure when the first data is out: asked for H.264 in WebM it gives Matroska. */
  get mimeType(): string {
    return this.#recorder.mimeType;
  }

  get state(): RecorderState {
    return this.#state;
  }

  /** Recorded time without the pauses, in seconds. */
  get elapsedSeconds(): number {
    const running = this.#runningSince === null ? 0 : this.#now() - this.#runningSince;
    return (this.#recordedBefore + running) / 1000;
  }

  pause(): void {
    if (this.#state !== 'recording') return;
    this.#recorder.pause();
    this.#holdClock();
    this.#state = 'paused';
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    this.#recorder.resume();
    this.#runningSince = this.#now();
    this.#state = 'recording';
  }

  /** Ends the recording; `finished` settles when its last byte is out. */
  stop(reason: EndReason = 'stopped'): void {
    if (this.#state === 'stopped') return;
    this.#state = 'stopped';
    this.#endReason = reason;
    this.#holdClock();
    for (const track of this.#tracks) track.removeEventListener('ended', this.#onTrackEnded);
    if (this.#recorder.state === 'inactive') this.#onStop();
    else this.#recorder.stop();
  }

  // isTypeSupported may say yes to what then does not start, so each type is tried, first with keyframes every second.
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

  // An error is followed by the last data and by `stop`.
  readonly #onError = () => {
    if (this.#state !== 'stopped') this.#endReason = 'recorder-failed';
  };

  readonly #onStop = () => {
    const endedByItself = this.#state !== 'stopped' && this.#endReason === 'stopped';
    if (endedByItself) this.#endReason = this.#tracks.some(track => track.readyState === 'ended') ? 'device-lost' : 'recorder-failed';
    this.#state = 'stopped';
    this.#holdClock();
    this.#finish({ endReason: this.#endReason, seconds: this.elapsedSeconds, mimeType: this.mimeType, bytes: this.#bytes });
  };

  readonly #onTrackEnded = () => this.stop('device-lost');

  #holdClock(): void {
    if (this.#runningSince === null) return;
    this.#recordedBefore += this.#now() - this.#runningSince;
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
