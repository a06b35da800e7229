import { ApiError } from '../../api/errors';
import { getRecording } from '../recordings/api/getRecording';
import { isFinal } from './uploadErrors';

/**
 * Whether a refused upload is refused for good: the server says so, or keeps what it has of the recording, which is under a legal hold, complete or archived. Other conflicts may be
 * over soon, also those of a recording that the server recovered: this browser's file replaces that later. Without an answer it is not known.
 */
export async function isKeptOnServer(refusal: unknown, recordingId: string | null, signal: AbortSignal): Promise<boolean> {
  if (!(refusal instanceof ApiError) || refusal.status !== 409 || recordingId === null) return false;
  if (isFinal(refusal)) return true;
  try {
    const { status, legalHold, recovered } = await getRecording(recordingId, signal);
    const isReplaceable = status === 'uploading' || status === 'error' || (status === 'ready' && recovered === true);
    return legalHold === true || !isReplaceable;
  } catch {
    return false;
  }
}
