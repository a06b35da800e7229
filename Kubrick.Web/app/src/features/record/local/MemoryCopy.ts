import { Growth } from '../../upload/Growth';
import { RecordedTimes } from '../../upload/RecordedTimes';
import { hashBlob } from './hashBlob';
import type { LocalCopy } from './LocalCopy';
import { readBlobs } from './readBlobs';
import type { RecordedMedia, RecordingInfo } from './RecordingInfo';

/** Keeps a recording in memory, for browsers without OPFS. A crash of the tab loses it. */
export class MemoryCopy implements LocalCopy {
  readonly isOnDisk: boolean = false;
  onDiskFailed: ((reason: Error) => void) | null = null;
  onAppended: (() => void) | null = null;
  readonly #chunks: Blob[] = [];
  readonly #growth = new Growth();
  readonly #times = new RecordedTimes();

  get bytes(): number {
    return this.#growth.bytes;
  }

  get isFinished(): boolean {
    return this.#growth.isFinished;
  }

  secondsAt(bytes: number): number | null {
    return this.#times.at(bytes);
  }

  append(chunk: Blob, elapsedSeconds = 0): void {
    this.#chunks.push(chunk);
    this.#times.add(this.#growth.bytes + chunk.size, elapsedSeconds);
    this.#growth.add(chunk.size);
    this.onAppended?.();
  }

  waitFor(count: number, signal: AbortSignal): Promise<void> {
    return this.#growth.waitFor(count, signal);
  }

  read(start: number, end: number): Promise<ArrayBuffer> {
    return readBlobs(this.#chunks, start, end);
  }

  updateInfo(_changes: Partial<RecordingInfo>): void {
    // Memory does not outlive the page, so no later visit could read it.
  }

  async finish(): Promise<RecordedMedia> {
    const blob = new Blob(this.#chunks);
    this.#growth.finish();
    return { blob, sha256: await hashBlob(blob) };
  }

  release(): Promise<void> {
    return this.discard();
  }

  discard(): Promise<void> {
    this.#chunks.length = 0;
    return Promise.resolve();
  }
}
