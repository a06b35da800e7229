import { md5 } from 'hash-wasm';
import type { PartChecksum } from './api/signChunk';
import type { StorageProvider } from './api/uploadSession';

/**
 * The checksum of a part that the provider compares on arrival: SHA-256 for `local`, MD5 for `s3`. Empty for `gcp`, and where this browser computes
 * none: the SHA-256 of the whole file still covers the part.
 */
export async function checksumOf(bytes: Uint8Array<ArrayBuffer>, provider: StorageProvider): Promise<PartChecksum> {
  try {
    if (provider === 's3') return { md5: await md5(bytes) };
    if (provider === 'local') return { sha256: hex(await crypto.subtle.digest('SHA-256', bytes)) };
  } catch {
    // No WebAssembly, or a page without a secure context.
  }
  return {};
}

function hex(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('');
}
