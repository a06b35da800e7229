import { hashPieces } from '../features/record/local/hashPieces';
import { type DiskRequest, RecordingFiles } from '../features/record/local/RecordingFiles';

/** A worker in the thread of the test, because jsdom has none: it runs what the real ones run, one request after another. */
export class FakeWorker {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  readonly #work: (request: never) => Promise<unknown>;
  #last = Promise.resolve();

  constructor(url: URL) {
    const files = new RecordingFiles();
    this.#work = url.pathname.endsWith('/diskWorker.ts') ? (request: DiskRequest) => files.handle(request) : (blob: Blob) => hashPieces(blob).catch(() => null);
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
