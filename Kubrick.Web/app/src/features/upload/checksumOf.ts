import { md5 } from 'hash-wasm';
import type { PartChecksum } from './api/signChunk';
import type { StorageProvider } from './api/uploadSession';

/** What the worker is asked for. It responds in order. */
export interface ChecksumRequest {
  readonly part: Blob;
  readonly provider: StorageProvider;
}

export type ChecksumResponse = { readonly checksum: PartChecksum } | { readonly error: string };

/**
 * The checksum of a part that the provider compares on arrival: SHA-256 for `local`, MD5 for `s3`. Empty for `gcp`, and where this browser computes
 * none: the SHA-256 of the whole file still covers the part.
 * @throws Error where the part cannot be read.
 */
export async function checksumOf(part: Blob, provider: StorageProvider): Promise<PartChecksum> {
  if (provider === 'gcp') return {};
  const bytes = new Uint8Array(await part.arrayBuffer());
  try {
    return provider === 's3' ? { md5: await md5(bytes) } : { sha256: hex(await crypto.subtle.digest('SHA-256', bytes)) };
  } catch {
    // No WebAssembly, or a page without a secure context.
    return {};
  }
}

function hex(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('');
}
