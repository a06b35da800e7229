import { Store } from '../../state/Store';
import { createRecording } from '../recordings/api/createRecording';
import { abortChunked } from './api/abortChunked';
import type { PartTag } from './api/completeChunked';
import type { StoredUpload } from './api/uploadSession';
import { completeUpload, sendChanges } from './completeUpload';
import { browserConnectivity } from './Connectivity';
import { isKeptOnServer } from './keptOnServer';
import { openSession } from './openSession';
import { noteProgress } from './progressNotes';
import { refuseIfShorter } from './refuseIfShorter';
import { sendParallel } from './sendParallel';
import { sendSerial } from './sendSerial';
import { startThumbnail } from './sendThumbnail';
import { SpeedMeter } from './SpeedMeter';
import { getStored, isComplete, nothingStored } from './storedUpload';
import { UploadContext, type UploadSettings } from './UploadContext';
import { canRestart, creationErrorOf, deletedOnServer, describeUploadError, isDifference, isNotFound, serverHasMore } from './uploadErrors';
import type { UploadJob } from './UploadJob';
import { isRunning, type UploadSnapshot } from './UploadSnapshot';
import { verify } from './verify';

export const defaultUploadSettings: UploadSettings = {
  connectivity: browserConnectivity,
  now: () => performance.now(),
  random: Math.random,
  parallelParts: 3,
  firstRetryDelay: 1_000,
  stallTimeout: 45_000,
  noteInterval: 12_000,
  thumbnailTimeout: 3_000,
};

/** How many times in a row an upload starts over without progress before it fails. */
const maxRounds = 3;
/** How many times a stored file that differs is replaced without asking. */
const maxReplacements = 1;
/** Minimum milliseconds between two progress reports. */
const reportInterval = 150;

const idleSpeed = { waiting: null, bytesPerSecond: null, secondsLeft: null };

/**
 * Uploads one recording, also while it runs: each part is sent as soon as it is full. After a failure or a cancellation it can be started again; parts that are
 * stored already are not sent again.
 */
export class UploadEngine extends Store<UploadSnapshot> {
  readonly #settings: UploadSettings;
  #controller = new AbortController();
  #speed: SpeedMeter;
  #reportedAt = Number.NEGATIVE_INFINITY;
  #replacements: number;
  /** Whether the stored file is known to differ, and nothing was sent since. */
  #isDifferent = false;
  /** Whether the server refuses to replace what it has of the recording. */
  #isKept = false;

  constructor(
    private readonly job: UploadJob,
    settings: Partial<UploadSettings> = {},
  ) {
    const { source, recordingId = null, replacements = 0 } = job;
    super({
      phase: 'idle',
      storedBytes: 0,
      sentBytes: 0,
      totalBytes: source.bytes,
      isGrowing: !source.isFinished,
      error: null,
      recordingId,
      status: null,
      sha256: null,
      isVerified: false,
      ...idleSpeed,
    });
    this.#settings = { ...defaultUploadSettings, ...settings };
    this.#speed = new SpeedMeter(this.#settings.now);
    this.#replacements = replacements;
  }

  /** Uploads until done, failed or cancelled. Never rejects. Does nothing if the upload is running. */
  async start(): Promise<void> {
    const { phase } = this.getSnapshot();
    if (phase !== 'idle' && phase !== 'failed' && phase !== 'cancelled') return;
    const controller = new AbortController();
    this.#controller = controller;
    this.#speed = new SpeedMeter(this.#settings.now);
    this.change({ phase: 'preparing', storedBytes: 0, sentBytes: 0, error: null, ...idleSpeed });
    try {
      await this.#run(controller.signal);
    } catch (error) {
      // After cancel() the phase is already set.
      if (!controller.signal.aborted) this.change({ phase: 'failed', error: describeUploadError(error), ...idleSpeed });
    }
  }

  /** Asks again whether the server has compared a completed upload. If the stored file differs, everything is sent again. Never rejects. */
  async recheck(): Promise<void> {
    const { phase, recordingId, sha256 } = this.getSnapshot();
    if (phase !== 'done' || !recordingId) return;
    try {
      const result = await verify(recordingId, this.job.source.bytes, sha256);
      if (result === 'missing') this.change({ phase: 'failed', error: deletedOnServer });
      else this.change({ isVerified: result === 'verified' });
    } catch (difference) {
      // Without an answer it stays unverified.
      if (isDifference(difference)) await this.#sendAgain(difference);
    }
  }

  async #sendAgain(difference: unknown): Promise<void> {
    this.change({ phase: 'preparing' });
    try {
      await this.#replace(difference);
    } catch (error) {
      this.change({ phase: 'failed', error: describeUploadError(error) });
    }
    // The user may have cancelled it meanwhile.
    if (this.getSnapshot().phase !== 'preparing') return;
    this.change({ phase: 'idle' });
    await this.start();
  }

  /** Cancels the upload and discards the stored parts. Does nothing once the parts are being joined. */
  async cancel(): Promise<void> {
    const { phase, recordingId } = this.getSnapshot();
    if (phase !== 'preparing' && phase !== 'uploading') return;
    this.change({ phase: 'cancelling', ...idleSpeed });
    this.#controller.abort();
    // The server removes abandoned sessions itself.
    if (recordingId) await abortChunked(recordingId, AbortSignal.timeout(10_000)).catch(() => undefined);
    this.change({ phase: 'cancelled', storedBytes: 0, sentBytes: 0 });
  }

  /** Ends the upload of a source that is lost. The server is not told: it completes what it has by itself, once there are no more signs of life. */
  leave(): void {
    this.#controller.abort();
    if (isRunning(this.getSnapshot())) this.change({ phase: 'cancelled', ...idleSpeed });
  }

  async #run(signal: AbortSignal): Promise<void> {
    let mostStored = 0;
    for (let round = 1; ; round++) {
      // When one part fails permanently, the other parts of its round must stop, too.
      const roundController = new AbortController();
      const context = new UploadContext(
        this.#settings,
        AbortSignal.any([signal, roundController.signal]),
        (storedBytes, sentBytes) => this.#report(storedBytes, sentBytes),
        waiting => this.change({ waiting }),
      );
      let isAdvancing = false;
      try {
        await this.#upload(context);
        return;
      } catch (error) {
        const { storedBytes } = this.getSnapshot();
        isAdvancing = storedBytes > mostStored;
        mostStored = Math.max(mostStored, storedBytes);
        roundController.abort();
        signal.throwIfAborted();
        if (isDifference(error)) {
          // That was said of what the server has by now found to be bad.
          this.#isKept = false;
          await this.#replace(error);
        } else {
          this.#isKept = await isKeptOnServer(error, this.getSnapshot().recordingId, signal);
          signal.throwIfAborted();
          if ((round >= maxRounds && !isAdvancing) || !(this.#isKept || canRestart(error))) throw error;
        }
        if (isNotFound(error)) this.change({ recordingId: null });
        this.change({ phase: 'preparing', storedBytes: 0, sentBytes: 0 });
      }
      if (isAdvancing) round = 1;
    }
  }

  async #upload(context: UploadContext): Promise<void> {
    const { source, contentType, thumbnail } = this.job;
    // Without bytes there is nothing to send, and the MIME type is not final.
    await source.waitFor(1, context.signal);
    if (source.bytes === 0) throw new Error('The recording is empty.');
    const stored = await this.#findStored(context);
    const recordingId = this.getSnapshot().recordingId ?? (await this.#create(context));
    if (isComplete(stored)) {
      // Only this browser knows that what the server recovered is the whole recording.
      if (stored.isRecovered) await this.#complete(context, recordingId, []);
      else await this.#settle(context, recordingId, stored.status);
      return;
    }

    const session = await openSession(context, recordingId, contentType(), source, stored);
    const { provider, chunkSize, totalChunks } = session;
    this.#isDifferent = false;
    const isResumed = stored.uploadId === session.uploadId;
    this.change({ phase: 'uploading' });
    if (isResumed) await refuseIfShorter(context, { recordingId, provider, chunkSize }, source, stored.parts);

    const untilThumbnail = thumbnail && startThumbnail(context, recordingId, source, thumbnail);
    const sent = new AbortController();
    // Where the size is known, a part is always full, and its request is the sign of life.
    if (totalChunks === null) void noteProgress(context, recordingId, source, chunkSize, AbortSignal.any([context.signal, sent.signal]));
    const isSerial = provider === 'gcp';
    const parts = isSerial
      ? await sendSerial(context, recordingId, source, chunkSize, isResumed).then(() => [])
      : await sendParallel(context, { recordingId, provider, chunkSize }, source, isResumed ? stored.parts : []);
    sent.abort();
    await this.#complete(context, recordingId, parts, untilThumbnail);
  }

  /** Declares what the whole file is, and completes the upload. */
  async #complete(context: UploadContext, recordingId: string, parts: readonly PartTag[], untilThumbnail?: () => Promise<void>): Promise<void> {
    const { source } = this.job;
    const { duration, recordedSeconds, sha256, changes, pauses = null } = await this.job.conclude();
    this.change({ sha256 });
    if (changes) await sendChanges(context, recordingId, changes);
    await untilThumbnail?.();
    context.signal.throwIfAborted();
    this.change({ phase: 'completing', storedBytes: source.bytes, sentBytes: source.bytes, totalBytes: source.bytes, isGrowing: false, ...idleSpeed });
    const status = await completeUpload(context, recordingId, { parts, fileSize: source.bytes, duration, recordedSeconds, sha256, pauses });
    await this.#settle(context, recordingId, status);
  }

  /**
   * What the server has of this recording. If it completed the upload while this browser was away, and this browser has more, everything is sent again, and replaces it. Any other
   * file that it keeps, and that is not this one, is another recording: this one is created anew.
   */
  async #findStored(context: UploadContext): Promise<StoredUpload> {
    const { recordingId } = this.getSnapshot();
    if (!recordingId) return nothingStored;
    const stored = await context.callApi(signal => getStored(recordingId, signal));
    if (!isComplete(stored) && !this.#isKept) return stored;
    const { source } = this.job;
    const isSameSize = isComplete(stored) && source.isFinished && stored.fileSize === source.bytes;
    if (stored.isRecovered && !this.#isKept) {
      if (source.isFinished && (stored.fileSize ?? 0) > source.bytes) throw new Error(serverHasMore);
      // A file that differed was found out by its hash, so its size proves nothing.
      return isSameSize && this.#replacements === 0 ? stored : nothingStored;
    }
    if (isSameSize && !this.#isDifferent) return stored;
    this.#isKept = false;
    this.change({ recordingId: null });
    this.job.onLeft?.();
    return nothingStored;
  }

  async #create(context: UploadContext): Promise<string> {
    const attributes = await this.job.describe(context.signal);
    const { id } = await context
      .callApi(signal => createRecording(attributes, signal))
      .catch((error: unknown) => {
        throw creationErrorOf(error);
      });
    this.change({ recordingId: id });
    this.job.onCreated?.(id, attributes);
    return id;
  }

  /** The upload is complete by size. The comparison of the SHA-256 may follow. */
  async #settle(context: UploadContext, recordingId: string, status: string): Promise<void> {
    const { source } = this.job;
    this.change({ phase: 'done', status, storedBytes: source.bytes, sentBytes: source.bytes, totalBytes: source.bytes, isGrowing: false, ...idleSpeed });
    this.job.onSaved?.();
    try {
      // An upload that was complete at the start has not been hashed yet.
      const sha256 = this.getSnapshot().sha256 ?? (await this.job.conclude()).sha256;
      const result = await context.callApi(signal => verify(recordingId, source.bytes, sha256, signal));
      this.change({ sha256, isVerified: result === 'verified' });
    } catch (error) {
      if (isDifference(error)) throw error;
      // It stays unverified, and the next visit asks again.
    }
  }

  /** Prepares to send everything again, because the stored file differs. @throws The error, if that was done before. */
  async #replace(error: unknown): Promise<void> {
    const { recordingId } = this.getSnapshot();
    if (recordingId) await abortChunked(recordingId, AbortSignal.timeout(10_000)).catch(() => undefined);
    if (this.#replacements >= maxReplacements) throw error;
    this.#replacements++;
    this.#isDifferent = true;
    this.job.onReplaced?.(this.#replacements);
  }

  #report(storedBytes: number, sentBytes: number): void {
    if (this.getSnapshot().phase !== 'uploading') return;
    this.#speed.add(sentBytes);
    const now = this.#settings.now();
    const { bytes, isFinished } = this.job.source;
    const isProgress = storedBytes === this.getSnapshot().storedBytes && sentBytes < bytes;
    if (isProgress && now - this.#reportedAt < reportInterval) return;
    this.#reportedAt = now;
    // While the recording runs, the speed is that of the camera.
    const bytesPerSecond = isFinished ? this.#speed.bytesPerSecond : null;
    const secondsLeft = bytesPerSecond ? (bytes - sentBytes) / bytesPerSecond : null;
    this.change({ storedBytes, sentBytes, totalBytes: bytes, isGrowing: !isFinished, bytesPerSecond, secondsLeft });
  }
}
