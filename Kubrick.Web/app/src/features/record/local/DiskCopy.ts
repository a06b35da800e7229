import { Growth } from '../../upload/Growth';
import { RecordedTimes } from '../../upload/RecordedTimes';
import { hashBlob } from './hashBlob';
import type { LocalCopy } from './LocalCopy';
import { readMedia, removeFolder } from './opfs';
import { readBlobs } from './readBlobs';
import type { DiskRequest, DiskResponse } from './RecordingFiles';
import { type RecordedMedia, type RecordingInfo, withChanges } from './RecordingInfo';
import { acquireLock } from './recordingLocks';

const secondsBetweenInfoUpdates = 0.9;
const journalRetryInterval = 2_000;

type Request = (request: DiskRequest, transfer?: Transferable[]) => Promise<DiskResponse>;

/** Writes a recording chunk by chunk to the origin private file system (OPFS), in a worker. It survives a crash of the tab. */
export class DiskCopy implements LocalCopy {
  onDiskFailed: ((reason: Error) => void) | null = null;
  onAppended: (() => void) | null = null;
  /** The first chunk that the disk refused, and all chunks after it. */
  readonly #unwritten: Blob[] = [];
  #hasFailed = false;
  /** Whether a chunk could not be read: the worker does not know it, so it must neither write nor hash what follows. */
  #hasGap = false;
  /** The end of the queue of worker requests. */
  #last: Promise<void> = Promise.resolve();
  #closed: Promise<void> | null = null;
  #finished: Promise<RecordedMedia> | null = null;
  /** Bytes in the file. */
  #written = 0;
  /** Bytes in the file and in memory. */
  readonly #growth = new Growth();
  readonly #times = new RecordedTimes();
  /** Recorded time of what is in the file, in seconds. */
  #writtenSeconds = 0;
  /** Recorded time of the last info update, in seconds. */
  #infoUpdatedAt = Number.NEGATIVE_INFINITY;
  /** What the journal does not say yet. */
  #unsaved: Partial<RecordingInfo> = {};
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  private constructor(
    private readonly id: string,
    /** What the journal said when it was opened; from then on, nobody else can change it. */
    readonly journal: string,
    private readonly worker: Worker,
    private readonly request: Request,
    private readonly unlock: () => void,
  ) {}

  /**
   * Opens a recording's folder and locks it against other tabs.
   * @param withMedia Whether it is new and bytes will be appended; otherwise it must exist, and only the info can be updated.
   * @throws Error where the browser has no OPFS, another tab has locked the recording, or it does not exist.
   */
  static async open(id: string, withMedia = true): Promise<DiskCopy> {
    const unlock = await acquireLock(id);
    try {
      const worker = new Worker(new URL('./diskWorker.ts', import.meta.url), { type: 'module' });
      const request = requestChannel(worker);
      const response = await request({ type: 'open', folder: id, withMedia });
      if (response.ok) return new DiskCopy(id, response.journal ?? '', worker, request, unlock);
      worker.terminate();
      throw new Error(response.error);
    } catch (error) {
      unlock();
      throw error;
    }
  }

  get isOnDisk(): boolean {
    return !this.#hasFailed;
  }

  get bytes(): number {
    return this.#growth.bytes;
  }

  get isFinished(): boolean {
    return this.#growth.isFinished;
  }

  waitFor(count: number, signal: AbortSignal): Promise<void> {
    return this.#growth.waitFor(count, signal);
  }

  secondsAt(bytes: number): number | null {
    return this.#times.at(bytes);
  }

  append(chunk: Blob, elapsedSeconds: number): void {
    this.#enqueue(async () => {
      const refusal = await this.#write(chunk);
      if (refusal === null) {
        this.#written += chunk.size;
        this.#writtenSeconds = elapsedSeconds;
      } else this.#keepInMemory(chunk, refusal);
      this.#times.add(this.#growth.bytes + chunk.size, elapsedSeconds);
      this.#growth.add(chunk.size);
      this.onAppended?.();
    });
    // Live chunks are short. After a crash, a duration that is off by a second does no harm.
    if (elapsedSeconds - this.#infoUpdatedAt < secondsBetweenInfoUpdates) return;
    this.#infoUpdatedAt = elapsedSeconds;
    this.updateInfo({ seconds: elapsedSeconds });
  }

  /** Writes a chunk to the disk. @returns Why it is not there; null if it is. */
  async #write(chunk: Blob): Promise<string | null> {
    try {
      const bytes = this.#hasGap ? null : await chunk.arrayBuffer();
      if (!bytes) return 'The disk lacks an earlier part.';
      const response = await this.request({ type: 'append', bytes }, [bytes]);
      return response.ok ? null : response.error;
    } catch (error) {
      // The browser keeps large chunks on its own disk, which may be full, too. A later attempt may succeed.
      this.#hasGap = true;
      return error instanceof Error ? error.message : String(error);
    }
  }

  #keepInMemory(chunk: Blob, reason: string): void {
    this.#unwritten.push(chunk);
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    // A crash leaves only the file: a later visit must know that it is not the whole recording. The next line says so, without one more attempt, which would cost what was written.
    this.#unsaved = withChanges(this.#unsaved, { diskSeconds: this.#writtenSeconds });
    this.onDiskFailed?.(new Error(reason));
  }

  // Until the file is closed, only the worker can read it.
  async read(start: number, end: number): Promise<ArrayBuffer> {
    if (this.#finished) return await (await this.#finished).blob.slice(start, end).arrayBuffer();
    const written = this.#written;
    if (start >= written) return await readBlobs(this.#unwritten, start - written, end - written);
    const response = await this.request({ type: 'read', start, end: Math.min(end, written) });
    if (!response.ok || !response.read) throw new Error(response.ok ? 'Nothing was read.' : response.error);
    if (end <= written) return response.read;
    // The range ends in the chunks that the disk refused.
    return await new Blob([response.read, await readBlobs(this.#unwritten, 0, end - written)]).arrayBuffer();
  }

  updateInfo(changes: Partial<RecordingInfo>): void {
    this.#unsaved = withChanges(this.#unsaved, changes);
    this.#enqueue(() => this.#writeJournal());
  }

  // A full disk may have room again: the end of a chunk that does not fit is given up, and other copies are deleted. What was refused is part of the next line.
  async #writeJournal(): Promise<void> {
    const changes = this.#unsaved;
    if (Object.keys(changes).length === 0) return;
    this.#unsaved = {};
    const response = await this.request({ type: 'journal', line: JSON.stringify(changes) });
    if (response.ok) return;
    this.#unsaved = withChanges(changes, this.#unsaved);
    this.#retryTimer ??= setTimeout(() => {
      this.#retryTimer = undefined;
      this.#enqueue(() => this.#writeJournal());
    }, journalRetryInterval);
  }

  finish(): Promise<RecordedMedia> {
    this.#finished ??= this.#finish();
    return this.#finished;
  }

  async #finish(): Promise<RecordedMedia> {
    await this.#last;
    const response = await this.request({ type: 'closeMedia' });
    // The file is longer where a write failed in the middle.
    const file = (await readMedia(this.id)).slice(0, this.#written);
    const blob = this.#unwritten.length > 0 ? new Blob([file, ...this.#unwritten]) : file;
    // Before the hash is known: the last part can be read from the file already.
    this.#growth.finish();
    const sha256 = response.ok && response.sha256 && !this.#hasGap ? response.sha256 : await hashBlob(blob);
    return { blob, sha256 };
  }

  async release(): Promise<void> {
    await this.#close();
    this.unlock();
  }

  async discard(): Promise<void> {
    await this.#close();
    try {
      await removeFolder(this.id);
    } finally {
      this.unlock();
    }
  }

  // The worker closes its files itself: after terminate() alone they stay locked for a moment and cannot be removed.
  #close(): Promise<void> {
    this.#closed ??= this.#last.then(async () => {
      await this.#writeJournal();
      clearTimeout(this.#retryTimer);
      await this.request({ type: 'close' });
      this.worker.terminate();
    });
    return this.#closed;
  }

  // One failure must not keep what follows from the disk and the memory.
  #enqueue(work: () => Promise<void>): void {
    this.#last = this.#last.then(work).catch(() => undefined);
  }
}

// The worker responds to every request in order. Once it has crashed, every request fails.
function requestChannel(worker: Worker): Request {
  const pending: ((response: DiskResponse) => void)[] = [];
  let failure: DiskResponse | null = null;
  worker.onmessage = ({ data }: MessageEvent<DiskResponse>) => pending.shift()?.(data);
  worker.onerror = event => {
    event.preventDefault();
    failure = { ok: false, error: event.message || 'The worker that writes to the disk stopped.' };
    for (const settle of pending.splice(0)) settle(failure);
  };
  return (request, transfer = []) =>
    new Promise(settle => {
      if (failure) {
        settle(failure);
        return;
      }
      pending.push(settle);
      worker.postMessage(request, transfer);
    });
}
