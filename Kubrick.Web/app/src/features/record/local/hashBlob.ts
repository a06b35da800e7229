import { hashPieces } from './hashPieces';

/** Computes the SHA-256 of a file in hex, in a worker where there is one. Null if this browser cannot compute it. */
export async function hashBlob(blob: Blob): Promise<string | null> {
  if (typeof Worker === 'undefined') return await hashPieces(blob).catch(() => null);
  const worker = new Worker(new URL('./hashWorker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise<string | null>(resolve => {
      worker.onmessage = ({ data }: MessageEvent<string | null>) => resolve(data);
      worker.onerror = event => {
        event.preventDefault();
        resolve(null);
      };
      worker.postMessage(blob);
    });
  } finally {
    worker.terminate();
  }
}
