import { ApiError, describeError } from '../../api/errors';
import { Store } from '../../state/Store';
import { createRecording } from '../recordings/api/createRecording';
import { abortChunked } from './api/abortChunked';
import { completeChunked, type PartTag } from './api/completeChunked';
import { getUpload } from './api/getUpload';
import { initChunked } from './api/initChunked';
import type { UploadProgress } from './api/uploadSession';
import { browserConnectivity } from './Connectivity';
import { planParts } from './parts';
import { sendParallel } from './sendParallel';
import { sendSerial } from './sendSerial';
import { sendThumbnail } from './sendThumbnail';
import { SpeedMeter } from './SpeedMeter';
import { StorageError } from './StorageError';
import { UploadContext, type UploadSettings } from './UploadContext';
import type { UploadJob } from './UploadJob';
import type { UploadSnapshot } from './UploadSnapshot';

export const defaultUploadSettings: UploadSettings = {
  connectivity: browserConnectivity,
  now: () => performance.now(),
  random: Math.random,
  parallelParts: 3,
  retriesPerPart: 3,
  retriesPerRequest: 4,
  firstRetryDelay: 1_000,
  stallTimeout: 45_000,
};

/** How often an upload is begun anew, or its parts are looked over, before the reader has to decide. */
const rounds = 3;
/** Milliseconds between two reports of progress. */
const reportInterval = 150;

const nothingStored: UploadProgress = { status: '', uploadId: null, parts: [] };

/** Uploads one recording. After a failure or a cancel it can be started again, and goes on with what has arrived. */
export class UploadEngine extends Store<UploadSnapshot> {
  readonly #settings: UploadSettings;
  #controller = new AbortController();
  #speed: SpeedMeter;
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly job: UploadJob,
    settings: Partial<UploadSettings> = {},
  ) {
    super({
      phase: 'idle',
      sentBytes: 0,
      totalBytes: job.file.size,
      bytesPerSecond: null,
      secondsLeft: null,
      waiting: null,
      error: null,
      recordingId: job.recordingId ?? null,
      status: null,
    });
    this.#settings = { ...defaultUploadSettings, ...settings };
    this.#speed = new SpeedMeter(this.#settings.now);
  }

  /** Uploads until done, failed or cancelled; it never rejects. A run that is under way goes on. */
  async start(): Promise<void> {
    const { phase } = this.getSnapshot();
    if (phase !== 'idle' && phase !== 'failed' && phase !== 'cancelled') return;
    const controller = new AbortController();
    this.#controller = controller;
    this.#speed = new SpeedMeter(this.#settings.now);
    this.change({ phase: 'preparing', sentBytes: 0, error: null, waiting: null, bytesPerSecond: null, secondsLeft: null });
    try {
      const status = await this.#run(controller.signal);
      this.change({ phase: 'done', status, sentBytes: this.job.file.size, waiting: null, bytesPerSecond: null, secondsLeft: null });
      this.job.onDone?.(status);
    } catch (error) {
      // cancel() has told already what became of a run that was stopped.
      if (!controller.signal.aborted) this.change({ phase: 'failed', error: describeUploadError(error), waiting: null, bytesPerSecond: null, secondsLeft: null });
    }
  }

  /** Stops the upload and lets the storage forget what arrived. Once the parts are being joined it is too late. */
  async cancel(): Promise<void> {
    const { phase, recordingId } = this.getSnapshot();
    if (phase !== 'preparing' && phase !== 'uploading') return;
    this.change({ phase: 'cancelling', waiting: null, bytesPerSecond: null, secondsLeft: null });
    this.#controller.abort();
    try {
      if (recordingId) await abortChunked(recordingId, AbortSignal.timeout(10_000));
    } catch {
      // The server sweeps sessions that nobody finishes.
    }
    this.change({ phase: 'cancelled', sentBytes: 0 });
  }

  async #run(signal: AbortSignal): Promise<string> {
    for (let round = 1; ; round++) {
      // When one part fails for good, the others of its round must not run on into the next.
      const stop = new AbortController();
      const context = new UploadContext(
        this.#settings,
        AbortSignal.any([signal, stop.signal]),
        bytes => this.#report(bytes),
        waiting => this.change({ waiting }),
      );
      try {
        return await this.#upload(context);
      } catch (error) {
        stop.abort();
        if (signal.aborted || round >= rounds || !canRestart(error)) throw error;
        if (isGone(error)) this.change({ recordingId: null });
        this.change({ phase: 'preparing' });
      }
    }
  }

  async #upload(context: UploadContext): Promise<string> {
    const { file, contentType, thumbnail } = this.job;
    const known = this.getSnapshot().recordingId;
    const stored = known ? await context.ask(signal => getStored(known, signal)) : nothingStored;
    if (stored.status === 'ready' || stored.status === 'processing') return stored.status;

    const recordingId = known ?? (await this.#create(context));
    const session = await context.ask(signal => initChunked(recordingId, contentType, file.size, signal));
    const parts = planParts(session, file.size);
    const isResumed = stored.uploadId === session.uploadId;
    this.change({ phase: 'uploading' });

    const sendingThumbnail = thumbnail && sendThumbnail(context, recordingId, thumbnail);
    let tags: PartTag[] = [];
    if (session.provider === 'gcp') await sendSerial(context, recordingId, file, parts, isResumed);
    else tags = await sendParallel(context, recordingId, file, parts, isResumed ? stored.parts : []);
    await sendingThumbnail;

    this.#mustNotBeCancelled(context);
    return await context.ask(signal => completeChunked(recordingId, tags, this.job.duration, signal));
  }

  async #create(context: UploadContext): Promise<string> {
    const { id } = await context.ask(signal => createRecording(this.job.recording, signal));
    this.change({ recordingId: id });
    this.job.onCreated?.(id);
    return id;
  }

  #mustNotBeCancelled({ signal }: UploadContext): void {
    signal.throwIfAborted();
    this.change({ phase: 'completing', sentBytes: this.job.file.size, bytesPerSecond: null, secondsLeft: null });
  }

  #report(sentBytes: number): void {
    if (this.getSnapshot().phase !== 'uploading') return;
    this.#speed.add(sentBytes);
    const now = this.#settings.now();
    if (now - this.#reportedAt < reportInterval && sentBytes < this.job.file.size) return;
    this.#reportedAt = now;
    const { bytesPerSecond } = this.#speed;
    const left = this.job.file.size - sentBytes;
    this.change({ sentBytes, bytesPerSecond, secondsLeft: bytesPerSecond ? left / bytesPerSecond : null });
  }
}

// A recording whose upload was never begun, or was aborted, has nothing stored.
async function getStored(recordingId: string, signal: AbortSignal): Promise<UploadProgress> {
  try {
    return await getUpload(recordingId, signal);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'NO_UPLOAD_SESSION') return nothingStored;
    throw error;
  }
}

/** Whether the server no longer has the recording itself. */
function isGone(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

// The session or the recording is gone, or the parts are not what the storage holds: the next round looks at what is there and mends it.
function canRestart(error: unknown): boolean {
  if (error instanceof StorageError) return error.isSessionLost;
  return error instanceof ApiError && (isGone(error) || error.code === 'NO_UPLOAD_SESSION' || isAboutParts(error));
}

function isAboutParts(error: ApiError): boolean {
  return error.status === 422 && error.entries.some(({ pointer }) => pointer?.startsWith('/parts') === true);
}

function describeUploadError(error: unknown): { title: string; detail: string } {
  if (!(error instanceof StorageError)) return describeError(error);
  return { title: error.status === 507 ? 'The storage is full' : 'The storage refused the recording', detail: error.message };
}
