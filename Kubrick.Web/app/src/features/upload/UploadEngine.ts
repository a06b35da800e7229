import { ApiError, describeError } from '../../api/errors';
import { Store } from '../../state/Store';
import { createRecording } from '../recordings/api/createRecording';
import { abortChunked } from './api/abortChunked';
import { completeChunked, type PartTag } from './api/completeChunked';
import { getUpload } from './api/getUpload';
import { initChunked } from './api/initChunked';
import type { StoredUpload } from './api/uploadSession';
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

/** How many times an upload starts over before it fails. */
const maxRounds = 3;
/** Minimum milliseconds between two progress reports. */
const reportInterval = 150;

const nothingStored: StoredUpload = { status: '', uploadId: null, parts: [] };

/** Uploads one recording. After a failure or a cancellation it can be started again; parts that are stored already are not sent again. */
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

  /** Uploads until done, failed or cancelled. Never rejects. Does nothing if the upload is running. */
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
      // After cancel() the phase is already set.
      if (!controller.signal.aborted) this.change({ phase: 'failed', error: describeUploadError(error), waiting: null, bytesPerSecond: null, secondsLeft: null });
    }
  }

  /** Cancels the upload and discards the stored parts. Does nothing once the parts are being joined. */
  async cancel(): Promise<void> {
    const { phase, recordingId } = this.getSnapshot();
    if (phase !== 'preparing' && phase !== 'uploading') return;
    this.change({ phase: 'cancelling', waiting: null, bytesPerSecond: null, secondsLeft: null });
    this.#controller.abort();
    try {
      if (recordingId) await abortChunked(recordingId, AbortSignal.timeout(10_000));
    } catch {
      // The server removes abandoned sessions itself.
    }
    this.change({ phase: 'cancelled', sentBytes: 0 });
  }

  async #run(signal: AbortSignal): Promise<string> {
    for (let round = 1; ; round++) {
      // When one part fails permanently, the other parts of its round must stop, too.
      const roundController = new AbortController();
      const context = new UploadContext(
        this.#settings,
        AbortSignal.any([signal, roundController.signal]),
        bytes => this.#report(bytes),
        waiting => this.change({ waiting }),
      );
      try {
        return await this.#upload(context);
      } catch (error) {
        roundController.abort();
        if (signal.aborted || round >= maxRounds || !canRestart(error)) throw error;
        if (isNotFound(error)) this.change({ recordingId: null });
        this.change({ phase: 'preparing' });
      }
    }
  }

  async #upload(context: UploadContext): Promise<string> {
    const { file, contentType, thumbnail } = this.job;
    const existingId = this.getSnapshot().recordingId;
    const stored = existingId ? await context.callApi(signal => getStored(existingId, signal)) : nothingStored;
    if (stored.status === 'ready' || stored.status === 'processing') return stored.status;

    const recordingId = existingId ?? (await this.#create(context));
    const session = await context.callApi(signal => initChunked(recordingId, contentType, file.size, signal));
    const parts = planParts(session, file.size);
    const isResumed = stored.uploadId === session.uploadId;
    this.change({ phase: 'uploading' });

    const sendingThumbnail = thumbnail && sendThumbnail(context, recordingId, thumbnail);
    let tags: PartTag[] = [];
    if (session.provider === 'gcp') await sendSerial(context, recordingId, file, parts, isResumed);
    else tags = await sendParallel(context, recordingId, file, parts, isResumed ? stored.parts : []);
    await sendingThumbnail;

    this.#startCompleting(context);
    return await context.callApi(signal => completeChunked(recordingId, tags, this.job.duration, signal));
  }

  async #create(context: UploadContext): Promise<string> {
    const { id } = await context.callApi(signal => createRecording(this.job.recording, signal));
    this.change({ recordingId: id });
    this.job.onCreated?.(id);
    return id;
  }

  #startCompleting({ signal }: UploadContext): void {
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
    const remaining = this.job.file.size - sentBytes;
    this.change({ sentBytes, bytesPerSecond, secondsLeft: bytesPerSecond ? remaining / bytesPerSecond : null });
  }
}

// If no session was opened, or it was aborted, nothing is stored.
async function getStored(recordingId: string, signal: AbortSignal): Promise<StoredUpload> {
  try {
    return await getUpload(recordingId, signal);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'NO_UPLOAD_SESSION') return nothingStored;
    throw error;
  }
}

/** Whether the recording no longer exists on the server. */
function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

// The session or the recording no longer exists, or the parts do not match the stored ones. The next round starts from what is stored.
function canRestart(error: unknown): boolean {
  if (error instanceof StorageError) return error.isSessionLost;
  return error instanceof ApiError && (isNotFound(error) || error.code === 'NO_UPLOAD_SESSION' || isAboutParts(error));
}

function isAboutParts(error: ApiError): boolean {
  return error.status === 422 && error.entries.some(({ pointer }) => pointer?.startsWith('/parts') === true);
}

function describeUploadError(error: unknown): { title: string; detail: string } {
  if (!(error instanceof StorageError)) return describeError(error);
  return { title: error.status === 507 ? 'The storage is full' : 'The storage rejected the upload', detail: error.message };
}
