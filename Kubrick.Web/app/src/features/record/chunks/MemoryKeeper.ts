import type { ChunkKeeper } from './ChunkKeeper';
import { hashBlob } from './hashBlob';
import type { KeptMedia } from './KeptRecording';
import { readBlobs } from './readBlobs';

/** Keeps a recording in memory, for browsers without a disk of their own: a crash loses it, nothing else does. */
export class MemoryKeeper implements ChunkKeeper {
  readonly isSafe = false;
  onUnsafe: ((reason: Error) => void) | null = null;
  onGrown: (() => void) | null = null;
  readonly #chunks: Blob[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  append(chunk: Blob): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.size;
    this.onGrown?.();
  }

  read(start: number, end: number): Promise<ArrayBuffer> {
    return readBlobs(this.#chunks, start, end);
  }

  note(): void {
    // There is no later visit that could read it.
  }

  async finish(): Promise<KeptMedia> {
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
