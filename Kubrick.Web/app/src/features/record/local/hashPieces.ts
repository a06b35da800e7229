import { createSHA256 } from 'hash-wasm';

const pieceBytes = 1024 * 1024;

/** Computes the SHA-256 of a file in hex, reading 1 MiB at a time. @throws Error where the browser has no WebAssembly. */
export async function hashPieces(blob: Blob): Promise<string> {
  const hash = (await createSHA256()).init();
  for (let start = 0; start < blob.size; start += pieceBytes) {
    hash.update(new Uint8Array(await blob.slice(start, start + pieceBytes).arrayBuffer()));
  }
  return hash.digest('hex');
}
