import { Store } from '../../../state/Store';
import { getRecording } from '../../recordings/api/getRecording';
import { isBeingProcessed, type Recording } from '../../recordings/api/recording';
import type { UploadSettings } from '../../upload/UploadContext';
import { isNotFound } from '../../upload/uploadErrors';
import { isRunning, type UploadPhase } from '../../upload/UploadSnapshot';
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
  /** The recordings of earlier visits that wait for the user: without a name, stopped, copies of live streams, or such that cannot be opened. */
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
/** How often a saved recording is asked about at the shorter interval: for some five minutes. */
const promptRechecks = 60;
/** How often a recording cannot be opened before it is offered, so that the user sees why. */
const hiddenFailures = 3;
/** After how many milliseconds without progress an upload does not hold up the others. */
const stalledAfter = 60_000;

/**
 * Owns all uploads of this tab. Uploads recordings while they run, and resumes those of earlier visits by itself, one at a time, on every page. A recording is locked
 * while it is uploaded, so two tabs never upload the same one; when a tab dies, another continues.
 */
export class UploadManager extends Store<UploadManagerState> {
  /** When the server may be asked about a saved recording again, in milliseconds: once per visit, unless it did not answer, or is about to compare it. */
  readonly #nextAsk = new Map<string, number>();
  /** The recordings that could not be opened: how often in a row, and when to try again, in milliseconds. */
  readonly #unopened = new Map<string, { readonly failures: number; readonly tryAt: number }>();
  /** What each upload had sent at most when it last advanced. */
  readonly #progress = new WeakMap<RecordingUpload, { readonly sentBytes: number; readonly storedBytes: number; readonly phase: UploadPhase; readonly at: number }>();
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
    for (const upload of this.getSnapshot().uploads) if (upload.isAwaitingComparison && this.#mayAsk(upload.info.id)) void this.#recheck(upload);
    const found = await this.dependencies.list();
    const owned = new Set(this.getSnapshot().uploads.map(({ info }) => info.id));
    const free = found.filter(({ info }) => !owned.has(info.id));
    const offered = free.filter(({ info }) => isOffered(info) || (this.#unopened.get(info.id)?.failures ?? 0) >= hiddenFailures);
    // Another tab may change one that is offered.
    if (JSON.stringify(offered) !== JSON.stringify(this.getSnapshot().offered)) {
      this.change({ offered });
      this.#summarize();
    }
    for (const saved of free.filter(({ info }) => info.savedAt && this.#mayAsk(info.id))) await this.#check(saved).catch(() => undefined);
    const isBusy = this.getSnapshot().uploads.some(upload => !upload.isGrowing && upload.isNamed && isRunning(upload.engine.getSnapshot()) && !this.#isStalled(upload));
    if (!isBusy) await this.#uploadOldest(free.filter(({ info }) => mayUpload(info)));
  }

  /**
   * Whether an upload that is not waiting for the network has not got any further for a minute: its storage may be gone for good. It does not hold up the others. Each attempt counts
   * the bytes of its part from the start, and a proxy may take them without a storage behind it: only more than ever before is progress.
   */
  #isStalled(upload: RecordingUpload): boolean {
    const { sentBytes, storedBytes, phase, waiting } = upload.engine.getSnapshot();
    const known = this.#progress.get(upload);
    if (!known || sentBytes > known.sentBytes || storedBytes !== known.storedBytes || phase !== known.phase || waiting === 'network') {
      this.#progress.set(upload, { sentBytes, storedBytes, phase, at: Date.now() });
      return false;
    }
    return Date.now() - known.at >= stalledAfter;
  }

  #mayAsk(id: string): boolean {
    return (this.#nextAsk.get(id) ?? 0) <= Date.now();
  }

  /** Uploads the recording that has waited longest. One that cannot be opened does not hold up the others. */
  async #uploadOldest(newestFirst: readonly UnfinishedRecording[]): Promise<void> {
    for (const waiting of [...newestFirst].reverse()) {
      const { id } = waiting.info;
      const { failures, tryAt } = this.#unopened.get(id) ?? { failures: 0, tryAt: 0 };
      if (tryAt > Date.now()) continue;
      try {
        const recording = await this.dependencies.open(waiting);
        this.#unopened.delete(id);
        if (mayUpload(recording.info)) {
          this.upload(recording);
          return;
        }
        // Another tab saved or stopped it after it was listed.
        await recording.copy.release();
      } catch {
        this.#unopened.set(id, { failures: failures + 1, tryAt: Date.now() + Math.min(askInterval, scanInterval * 2 ** failures) });
      }
    }
  }

  /** Asks what became of a recording that was saved at an earlier visit. */
  async #check(saved: UnfinishedRecording): Promise<void> {
    const { id, recordingId } = saved.info;
    this.#nextAsk.set(id, Date.now() + askInterval);
    const stored = recordingId ? await findRecording(recordingId).catch(() => undefined) : null;
    if (stored === undefined) return;
    if (stored !== null && stored.status !== 'error' && stored.sha256Verified !== true) {
      this.#nextAsk.set(id, isBeingProcessed(stored) ? Date.now() + processingInterval : Number.POSITIVE_INFINITY);
      return;
    }
    const recording = await this.dependencies.open(saved);
    const upload = RecordingUpload.ofFinished(recording, this.dependencies.settings);
    const { info } = recording;
    // Another tab may have changed it after it was listed.
    if (!info.savedAt || info.recordingId !== recordingId) await upload.release();
    else if (stored && (await isSame(stored, recording))) await upload.discard();
    else {
      upload.updateInfo({ savedAt: null, ...nextStep(stored, info, recording.media.blob.size) });
      await upload.release();
    }
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
    this.#progress.delete(upload);
    await upload.start();
    if (upload.engine.getSnapshot().phase !== 'done') return;
    this.dependencies.onRecordingsChanged?.();
    this.#settle(upload, processingInterval);
  }

  /** Asks again what became of a saved upload of this tab. */
  async #recheck(upload: RecordingUpload): Promise<void> {
    this.#nextAsk.set(upload.info.id, Number.POSITIVE_INFINITY);
    await upload.recheck();
    if (upload.engine.getSnapshot().phase === 'done') this.#settle(upload, upload.rechecks < promptRechecks ? processingInterval : askInterval);
  }

  /** A saved upload leaves the list, unless only this tab could send it again. */
  #settle(upload: RecordingUpload, interval: number): void {
    this.#nextAsk.set(upload.info.id, Date.now() + interval);
    if (upload.isAwaitingComparison) {
      this.#summarize();
      return;
    }
    this.#hasSaved = true;
    this.#setUploads(this.getSnapshot().uploads.filter(other => other !== upload));
    void this.scan();
  }

  #setUploads(uploads: readonly RecordingUpload[]): void {
    this.change({ uploads, summary: this.#summaryOf(uploads) });
  }

  #summarize(): void {
    const { uploads, summary: before } = this.getSnapshot();
    const summary = this.#summaryOf(uploads);
    if (JSON.stringify(summary) !== JSON.stringify(before)) this.change({ summary });
  }

  #summaryOf(uploads: readonly RecordingUpload[]): UploadSummary {
    return summaryOf(uploads, this.#hasSaved, this.getSnapshot().offered.reduce((sum, { bytes }) => sum + bytes, 0));
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

/** Whether the server has compared this very recording. Its copy may be shorter, where the disk became full. */
async function isSame({ sha256Verified, sha256, fileBytes }: Recording, { info, media: { blob } }: FinishedRecording): Promise<boolean> {
  if (sha256Verified !== true || !sha256) return false;
  return sha256 === info.savedSha256 || (fileBytes === blob.size && sha256 === (await hashBlob(blob)));
}

/** What happens to a copy of which the server has no good file. It is sent again once if the file is unusable; otherwise the user decides. */
function nextStep(stored: Recording | null, info: RecordingInfo, bytes: number): Partial<RecordingInfo> {
  const isWhole = bytes >= (info.savedBytes ?? stored?.fileBytes ?? 0);
  if (stored?.status === 'error' && isWhole) return (info.replacements ?? 0) > 0 ? { isHeld: true } : { replacements: 1 };
  // Another file, or a longer one as after a full disk, is never overwritten: the copy can be uploaded as another recording.
  return { isHeld: true, recordingId: null };
}

function isOffered({ savedAt, recorderName, streamId, isHeld }: RecordingInfo): boolean {
  return !savedAt && (recorderName.trim() === '' || streamId !== undefined || isHeld === true);
}

function mayUpload(info: RecordingInfo): boolean {
  return !info.savedAt && !isOffered(info);
}
