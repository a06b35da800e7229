import { Store } from '../../../state/Store';
import { getRecording } from '../../recordings/api/getRecording';
import { isBeingProcessed, type Recording } from '../../recordings/api/recording';
import type { UploadSettings } from '../../upload/UploadContext';
import { isNotFound } from '../../upload/uploadErrors';
import { isRunning } from '../../upload/UploadSnapshot';
import type { FinishedRecording } from '../local/FinishedRecording';
import { hashBlob } from '../local/hashBlob';
import type { LocalCopy } from '../local/LocalCopy';
import type { RecordingInfo } from '../local/RecordingInfo';
import { listUnfinished, openUnfinished, type UnfinishedRecording } from '../local/unfinishedRecordings';
import { RecordingUpload } from './RecordingUpload';
import { noUploads, summaryOf, type UploadSummary } from './UploadSummary';

export interface UploadManagerState {
  /** The uploads that this tab owns. */
  readonly uploads: readonly RecordingUpload[];
  /** The recordings of earlier visits that wait for the user: without a name, stopped, or copies of live streams. */
  readonly offered: readonly UnfinishedRecording[];
  readonly summary: UploadSummary;
}

export interface UploadManagerDependencies {
  readonly list: () => Promise<UnfinishedRecording[]>;
  /** @throws Error where another tab has locked it. */
  readonly open: (recording: UnfinishedRecording) => Promise<FinishedRecording>;
  readonly settings?: Partial<UploadSettings>;
  /** Called when the server's list of recordings has changed. */
  readonly onRecordingsChanged?: () => void;
}

export const browserUploads: UploadManagerDependencies = { list: listUnfinished, open: openUnfinished };

// A tab that was just closed releases its locks a moment later.
const scanInterval = 3_000;
const summaryInterval = 1_000;
const askInterval = 60_000;
// The server compares a saved recording within seconds, unless its workers are busy.
const processingInterval = 5_000;

/**
 * Owns all uploads of this tab. Uploads recordings while they run, and resumes those of earlier visits by itself, one at a time, on every page. A recording is locked
 * while it is uploaded, so two tabs never upload the same one; when a tab dies, another continues.
 */
export class UploadManager extends Store<UploadManagerState> {
  /** When the server may be asked about a saved recording again, in milliseconds: once per visit, unless it did not answer, or is about to compare it. */
  readonly #nextAsk = new Map<string, number>();
  /** Saved uploads that the server has not compared, and whose copy is not on the disk alone. */
  readonly #unconfirmed = new Set<RecordingUpload>();
  #isScanning = false;
  #hasSaved = false;

  constructor(private readonly dependencies: UploadManagerDependencies = browserUploads) {
    super({ uploads: [], offered: [], summary: noUploads });
  }

  /** Starts to search for recordings of earlier visits. @returns A function that stops searching. */
  start(): () => void {
    void this.scan();
    const scans = setInterval(() => void this.scan(), scanInterval);
    const summaries = setInterval(() => {
      if (this.getSnapshot().uploads.some(({ isGrowing }) => isGrowing)) this.#summarize();
    }, summaryInterval);
    return () => {
      clearInterval(scans);
      clearInterval(summaries);
    };
  }

  /** Uploads a recording that has just started. */
  record(copy: LocalCopy, info: RecordingInfo): RecordingUpload {
    return this.#add(RecordingUpload.ofRunning(copy, info, this.dependencies.settings));
  }

  /** Uploads a finished recording. */
  upload(finished: FinishedRecording): RecordingUpload {
    const existing = this.getSnapshot().uploads.find(({ info }) => info.id === finished.info.id);
    return existing ?? this.#add(RecordingUpload.ofFinished(finished, this.dependencies.settings));
  }

  /** Starts an upload again that failed or was cancelled. */
  retry(upload: RecordingUpload): void {
    void this.#run(upload);
  }

  /** Removes an upload from the list: its copy was discarded, or stays for a later decision. */
  forget(upload: RecordingUpload): void {
    this.#setUploads(this.getSnapshot().uploads.filter(other => other !== upload));
    void this.scan();
  }

  /** Searches once. Does nothing while a search runs. */
  async scan(): Promise<void> {
    if (this.#isScanning) return;
    this.#isScanning = true;
    try {
      await this.#scan();
    } catch {
      // The disk or the server did not answer; the next search asks again.
    } finally {
      this.#isScanning = false;
    }
  }

  async #scan(): Promise<void> {
    for (const upload of this.#unconfirmed) await this.#confirm(upload);
    const found = await this.dependencies.list();
    const owned = new Set(this.getSnapshot().uploads.map(({ info }) => info.id));
    const free = found.filter(({ info }) => !owned.has(info.id));
    const offered = free.filter(isOffered);
    if (!haveSameIds(offered, this.getSnapshot().offered)) this.change({ offered });
    for (const saved of free.filter(({ info }) => info.savedAt && (this.#nextAsk.get(info.id) ?? 0) <= Date.now())) await this.#check(saved);
    const isBusy = this.getSnapshot().uploads.some(({ engine, isGrowing, isNamed }) => !isGrowing && isNamed && isRunning(engine.getSnapshot()));
    // The list is newest first; the oldest has waited longest.
    const next = free.filter(recording => !recording.info.savedAt && !isOffered(recording)).at(-1);
    if (next && !isBusy) this.upload(await this.dependencies.open(next));
  }

  /** Asks whether the server has compared an upload of this visit. Then its copy goes, and what the disk has of it makes room for others. */
  async #confirm(upload: RecordingUpload): Promise<void> {
    const { id, recordingId, savedSha256 } = upload.info;
    if (!recordingId || (this.#nextAsk.get(id) ?? 0) > Date.now()) return;
    this.#nextAsk.set(id, Date.now() + processingInterval);
    const stored = await findRecording(recordingId).catch(() => undefined);
    if (stored === undefined) return;
    if (stored && isConfirmed(stored, savedSha256)) await upload.discard();
    if (!stored || !isBeingProcessed(stored)) this.#unconfirmed.delete(upload);
  }

  /** Asks what became of a recording that was saved at an earlier visit. */
  async #check(saved: UnfinishedRecording): Promise<void> {
    const { id, recordingId, savedSha256 } = saved.info;
    this.#nextAsk.set(id, Date.now() + askInterval);
    const stored = recordingId ? await findRecording(recordingId).catch(() => undefined) : null;
    if (stored === undefined) return;
    this.#nextAsk.set(id, stored && isBeingProcessed(stored) ? Date.now() + processingInterval : Number.POSITIVE_INFINITY);
    const isUndecided = stored !== null && stored.status !== 'error' && stored.sha256Verified !== true;
    if (isUndecided) return;
    // The server may have more than a disk that was full: if it is what was saved, nothing is missing.
    const isLonger = (stored?.fileBytes ?? 0) > saved.bytes;
    if (isLonger && !(stored && isConfirmed(stored, savedSha256))) return;
    const recording = await this.dependencies.open(saved);
    const upload = RecordingUpload.ofFinished(recording, this.dependencies.settings);
    if (isLonger) {
      await upload.discard();
      return;
    }
    if (stored?.sha256Verified === true && stored.fileBytes === saved.bytes) {
      // Another file of the same size is not this recording: its copy stays.
      const isSame = stored.sha256 === (recording.media.sha256 ?? (await hashBlob(recording.media.blob)));
      await (isSame ? upload.discard() : upload.release());
      return;
    }
    // Deleted on the server, or unusable a second time: the user decides.
    const isHeld = stored === null || (upload.info.replacements ?? 0) > 0;
    upload.updateInfo({ savedAt: null, ...(isHeld ? { isHeld } : { replacements: 1 }) });
    await upload.release();
  }

  #add(upload: RecordingUpload): RecordingUpload {
    this.#setUploads([...this.getSnapshot().uploads, upload]);
    upload.engine.subscribe(() => this.#summarize());
    // A failure while it was recorded is forgotten: the whole file can be read now. What the user stopped stays stopped.
    upload.onFinished = () => {
      this.#summarize();
      if (!upload.info.isHeld) void this.#run(upload);
    };
    void this.#run(upload);
    return upload;
  }

  async #run(upload: RecordingUpload): Promise<void> {
    await upload.start();
    if (upload.engine.getSnapshot().phase !== 'done') return;
    this.#hasSaved = true;
    this.#nextAsk.set(upload.info.id, Date.now() + processingInterval);
    if (upload.copyState === 'kept') this.#unconfirmed.add(upload);
    this.dependencies.onRecordingsChanged?.();
    this.#setUploads(this.getSnapshot().uploads.filter(other => other !== upload));
    void this.scan();
  }

  #setUploads(uploads: readonly RecordingUpload[]): void {
    this.change({ uploads, summary: summaryOf(uploads, this.#hasSaved) });
  }

  #summarize(): void {
    const { uploads, summary: before } = this.getSnapshot();
    const summary = summaryOf(uploads, this.#hasSaved);
    if (JSON.stringify(summary) !== JSON.stringify(before)) this.change({ summary });
  }
}

async function findRecording(id: string): Promise<Recording | null> {
  try {
    return await getRecording(id);
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

function isConfirmed({ sha256Verified, sha256 }: Recording, saved: string | null | undefined): boolean {
  return sha256Verified === true && typeof saved === 'string' && sha256 === saved;
}

function isOffered({ info }: UnfinishedRecording): boolean {
  if (info.savedAt) return false;
  return info.recorderName.trim() === '' || info.streamId !== undefined || info.isHeld === true;
}

function haveSameIds(some: readonly UnfinishedRecording[], others: readonly UnfinishedRecording[]): boolean {
  return some.length === others.length && some.every(({ info }, i) => info.id === others[i]?.info.id);
}
