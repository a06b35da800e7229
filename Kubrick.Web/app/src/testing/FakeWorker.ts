import { hashPieces } from '../features/record/local/hashPieces';
import { type DiskRequest, RecordingFiles } from '../features/record/local/RecordingFiles';
import { type ChecksumRequest, checksumOf } from '../features/upload/checksumOf';

/** A worker in the thread of the test, because jsdom has none: it runs what the real ones run, one request after another. */
export class FakeWorker {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  readonly #work: (request: never) => Promise<unknown>;
  #last = Promise.resolve();

  constructor(url: URL) {
    this.#work = workOf(url.pathname.slice(url.pathname.lastIndexOf('/') + 1));
  }

  postMessage(request: unknown): void {
    this.#last = this.#last.then(async () => {
      const data = await this.#work(request as never);
      this.onmessage?.({ data });
    });
  }

  terminate(): void {
    this.onmessage = null;
  }
}

function workOf(file: string): (request: never) => Promise<unknown> {
  const files = new RecordingFiles();
  switch (file) {
    case 'diskWorker.ts':
      return (request: DiskRequest) => files.handle(request);
    case 'hashWorker.ts':
      return (blob: Blob) => hashPieces(blob).catch(() => null);
    case 'checksumWorker.ts':
      return async ({ part, provider }: ChecksumRequest) => ({ checksum: await checksumOf(part, provider) });
    default:
      throw new Error(`There is no worker ${file}.`);
  }
}
