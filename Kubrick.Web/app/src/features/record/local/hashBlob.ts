import { Sha256 } from './Sha256';

const pieceBytes = 1024 * 1024;

/** Computes the SHA-256 of a file in hex, reading 1 MiB at a time. */
export async function hashBlob(blob: Blob): Promise<string> {
  const hash = new Sha256();
  for (let start = 0; start < blob.size; start += pieceBytes) {
    hash.update(new Uint8Array(await blob.slice(start, start + pieceBytes).arrayBuffer()));
  }
  return hash.hex();
}
