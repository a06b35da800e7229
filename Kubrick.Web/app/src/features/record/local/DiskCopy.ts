import type { DiskResponse, DiskRequest } from './diskWorker';
import { hashBlob } from './hashBlob';
import type { LocalCopy } from './LocalCopy';
import { readMedia, removeFolder } from './opfs';
import { readBlobs } from './readBlobs';
import type { RecordedMedia, RecordingInfo } from './RecordingInfo';
import { acquireLock } from './recordingLocks';

const secondsBetweenNotes = 0.9;

type Request = (request: DiskRequest, transfer?: Transferable[]) => Promise<DiskResponse>;

/** Writes a recording chunk by chunk to the browser's own disk (OPFS), in a worker, so that a crash of the tab leaves it there. */
export class DiskCopy implements LocalCopy {
  onDiskFailed: ((reason: Error) => void) | null = null;
  onAppended: (() => void) | null = null;
  /** Chunks that the disk refused, and all that came after them. */
  readonly #unwritten: Blob[] = [];
  #refused = false;
  #last: Promise<void> = Promise.resolve();
  #ended: Promise<void> | null = null;
  #finished: Promise<RecordedMedia> | null = null;
  /** Bytes in the file. */
  #written = 0;
  #bytes = 0;
  #noted = Number.NEGATIVE_INFINITY;

  private constructor(
    private readonly id: string,
    private readonly worker: Worker,
    private readonly request: Request,
    private readonly unlock: () => void,
  ) {}

  /**
   * Opens a recording's folder, and holds it against other tabs.
   * @param media Whether bytes will be appended; else only notes.
   * @throws Error where the browser has no such disk, or another tab holds the recording.
   */
  static async open(id: string, media = true): Promise<DiskCopy> {
    const unlock = await acquireLock(id);
    const worker = new Worker(new URL('./diskWorker.ts', import.meta.url), { type: 'module' });
    const request = channel(worker);
    const answer = await request({ type: 'open', folder: id, media });
    if (answer.ok) return new DiskCopy(id, worker, request, unlock);
    worker.terminate();
    unlock();
    throw new Error(answer.error);
  }

  get isOnDisk(): boolean {
    return !this.#refused;
  }

  get bytes(): number {
    return this.#bytes;
  }

  append(chunk: Blob, seconds: number): void {
    this.#enqueue(async () => {
      const bytes = await chunk.arrayBuffer();
      const answer = await this.request({ type: 'append', bytes }, [bytes]);
      if (answer.ok) this.#written += chunk.size;
      else this.#keepInMemory(chunk, answer.error);
      this.#bytes += chunk.size;
      this.onAppended?.();
    });
    // Chunks may be short, and after a crash a second more or less does not matter.
    if (seconds - this.#noted < secondsBetweenNotes) return;
    this.#noted = seconds;
    this.updateInfo({ seconds });
  }

  #keepInMemory(chunk: Blob, reason: string): void {
    this.#unwritten.push(chunk);
    if (this.#refused) return;
    this.#refused = true;
    this.onDiskFailed?.(new Error(reason));
  }

  // While the file is written only the worker can read it; afterwards it is a file like any other.
  async read(start: number, end: number): Promise<ArrayBuffer> {
    if (this.#finished) return await (await this.#finished).blob.slice(start, end).arrayBuffer();
    const written = this.#written;
    if (start >= written) return await readBlobs(this.#unwritten, start - written, end - written);
    const answer = await this.request({ type: 'read', start, end: Math.min(end, written) });
    if (!answer.ok || !answer.read) throw new Error(answer.ok ? 'Nothing was read.' : answer.error);
    return answer.read;
  }

  updateInfo(changes: Partial<RecordingInfo>): void {
    // A note that cannot be written costs a detail after a crash, never the recording.
    this.#enqueue(async () => {
      await this.request({ type: 'note', line: JSON.stringify(changes) });
    });
  }

  finish(): Promise<RecordedMedia> {
    this.#finished ??= this.#finish();
    return this.#finished;
  }

  async #finish(): Promise<RecordedMedia> {
    await this.#last;
    const answer = await this.request({ type: 'close' });
    const file = await readMedia(this.id);
    const blob = this.#unwritten.length > 0 ? new Blob([file, ...this.#unwritten]) : file;
    const sha256 = answer.ok && answer.sha256 ? answer.sha256 : await hashBlob(blob);
    return { blob, sha256 };
  }

  async release(): Promise<void> {
    await this.#end();
    this.unlock();
  }

  async discard(): Promise<void> {
    await this.#end();
    try {
      await removeFolder(this.id);
    } finally {
      this.unlock();
    }
  }

  // The worker closes its files itself: after terminate() alone they stay locked for a moment, and cannot be removed.
  #end(): Promise<void> {
    this.#ended ??= this.#last.then(async () => {
      await this.request({ type: 'end' });
      this.worker.terminate();
    });
    return this.#ended;
  }

  #enqueue(work: () => Promise<void>): void {
    this.#last = this.#last.then(work);
  }
}

// The worker answers every request in order; a worker that died answers them all with a fault.
function channel(worker: Worker): Request {
  const waiting: ((answer: DiskResponse) => void)[] = [];
  let fault: DiskResponse | null = null;
  worker.onmessage = ({ data }: MessageEvent<DiskResponse>) => waiting.shift()?.(data);
  worker.onerror = event => {
    event.preventDefault();
    fault = { ok: false, name: 'Error', error: event.message || 'The part of the page that writes to the disk stopped.' };
    for (const settle of waiting.splice(0)) settle(fault);
  };
  return (request, transfer = []) =>
    new Promise(settle => {
      if (fault) { settle(fault); return; }
      waiting.push(settle);
      worker.postMessage(request, transfer);
    });
}
