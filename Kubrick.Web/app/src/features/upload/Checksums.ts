import type { PartChecksum } from './api/signChunk';
import type { StorageProvider } from './api/uploadSession';
import { type ChecksumRequest, type ChecksumResponse, checksumOf } from './checksumOf';

/** Computes checksums of parts in a worker, where the browser has them: a part takes some hundredths of a second, in which the page would neither draw nor send. */
export class Checksums {
  readonly #worker: Worker | null;
  readonly #pending: ((response: ChecksumResponse) => void)[] = [];
  #failure: ChecksumResponse | null = null;

  constructor(private readonly provider: StorageProvider) {
    this.#worker = typeof Worker === 'undefined' || provider === 'gcp' ? null : new Worker(new URL('./checksumWorker.ts', import.meta.url), { type: 'module' });
    if (!this.#worker) return;
    this.#worker.onmessage = ({ data }: MessageEvent<ChecksumResponse>) => this.#pending.shift()?.(data);
    this.#worker.onerror = event => {
      event.preventDefault();
      // Without its worker, parts are sent without checksums, as in a browser that computes none.
      this.#failure = { checksum: {} };
      for (const settle of this.#pending.splice(0)) settle(this.#failure);
    };
  }

  /** @throws Error where the part cannot be read. */
  async of(part: Blob): Promise<PartChecksum> {
    const worker = this.#worker;
    if (!worker) return await checksumOf(part, this.provider);
    const response = await new Promise<ChecksumResponse>(resolve => {
      if (this.#failure) {
        resolve(this.#failure);
        return;
      }
      this.#pending.push(resolve);
      worker.postMessage({ part, provider: this.provider } satisfies ChecksumRequest);
    });
    if ('error' in response) throw new Error(response.error);
    return response.checksum;
  }

  /** Ends the worker. Checksums that were asked for never come. */
  close(): void {
    this.#worker?.terminate();
  }
}
