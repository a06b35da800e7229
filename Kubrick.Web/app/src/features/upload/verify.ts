import { getRecording } from '../recordings/api/getRecording';
import { DifferenceError, isNotFound } from './uploadErrors';

/** `verified`: the server has compared the SHA-256 of the whole file. `missing`: the recording was deleted on the server. */
export type Verification = 'verified' | 'unverified' | 'missing';

/**
 * Asks the server what became of a completed upload. It is verified if the server's SHA-256 is that of this browser's copy.
 * @throws DifferenceError where the server found the stored file unusable.
 */
export async function verify(recordingId: string, bytes: number, sha256: string | null, signal?: AbortSignal): Promise<Verification> {
  try {
    const { status, sha256Verified, fileBytes, errorReason, ...stored } = await getRecording(recordingId, signal);
    if (status === 'error') throw new DifferenceError(errorReason ?? 'The server could not read the stored file.');
    return sha256Verified === true && fileBytes === bytes && sha256 !== null && stored.sha256 === sha256 ? 'verified' : 'unverified';
  } catch (error) {
    if (isNotFound(error)) return 'missing';
    throw error;
  }
}
