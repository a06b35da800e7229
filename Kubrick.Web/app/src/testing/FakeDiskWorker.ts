import { createHash } from 'node:crypto';
import type { DiskRequest, DiskResponse } from '../features/record/local/diskWorker';

/** A fake of the disk's worker, which jsdom cannot run: a file in memory that may become full. */
export class FakeDiskWorker {
  static capacity = Number.POSITIVE_INFINITY;
  static file = Buffer.alloc(0);
  static journal: string[] = [];
  /** The largest number of bytes that one request read. */
  static largestRead = 0;
  onmessage: ((event: { data: DiskResponse }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly #hash = createHash('sha256');
  #isFull = false;

  static reset(): void {
    Object.assign(FakeDiskWorker, { capacity: Number.POSITIVE_INFINITY, file: Buffer.alloc(0), journal: [], largestRead: 0 });
  }

  postMessage(request: DiskRequest): void {
    const data = this.#handle(request);
    setTimeout(() => this.onmessage?.({ data }));
  }

  terminate(): void {
    this.onmessage = null;
  }

  #handle(request: DiskRequest): DiskResponse {
    switch (request.type) {
      case 'append':
        return this.#append(Buffer.from(request.bytes));
      case 'read':
        FakeDiskWorker.largestRead = Math.max(FakeDiskWorker.largestRead, request.end - request.start);
        return { ok: true, read: new Uint8Array(FakeDiskWorker.file.subarray(request.start, request.end)).buffer };
      case 'journal':
        FakeDiskWorker.journal.push(request.line);
        return { ok: true };
      case 'closeMedia':
        return { ok: true, sha256: this.#hash.digest('hex') };
      case 'open':
      case 'close':
        return { ok: true };
    }
  }

  #append(bytes: Buffer): DiskResponse {
    this.#hash.update(bytes);
    this.#isFull ||= FakeDiskWorker.file.length + bytes.length > FakeDiskWorker.capacity;
    if (this.#isFull) return { ok: false, error: 'The disk is full.' };
    FakeDiskWorker.file = Buffer.concat([FakeDiskWorker.file, bytes]);
    return { ok: true };
  }
}
