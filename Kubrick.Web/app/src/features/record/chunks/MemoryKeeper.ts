import type { ChunkKeeper } from './ChunkKeeper';
import type { KeptMedia } from './KeptRecording';
import { hashBlob } from './hashBlob';

/** Keeps a recording in memory, for browsers without a disk of their own: a crash loses it, nothing else does. */
export class MemoryKeeper implements ChunkKeeper {
  readonly isSafe = false;
  onUnsafe: ((reason: Error) => void) | null = null;
  readonly #chunks: Blob[] = [];

  append(chunk: Blob): void {
    this.#chunks.push(chunk);
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
