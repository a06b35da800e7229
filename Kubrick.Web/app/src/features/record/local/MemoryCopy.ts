import { hashBlob } from './hashBlob';
import type { LocalCopy } from './LocalCopy';
import { readBlobs } from './readBlobs';
import type { RecordedMedia } from './RecordingInfo';

/** Keeps a recording in memory, for browsers without OPFS. A crash of the tab loses it. */
export class MemoryCopy implements LocalCopy {
  readonly isOnDisk = false;
  onDiskFailed: ((reason: Error) => void) | null = null;
  onAppended: (() => void) | null = null;
  readonly #chunks: Blob[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  append(chunk: Blob): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.size;
    this.onAppended?.();
  }

  read(start: number, end: number): Promise<ArrayBuffer> {
    return readBlobs(this.#chunks, start, end);
  }

  updateInfo(): void {
    // Memory does not outlive the page, so no later visit could read it.
  }

  async finish(): Promise<RecordedMedia> {
    const blob = new Blob(this.#chunks);
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
