import { ApiError } from '../../api/errors';
import type { Recording, RecordingStatus } from './api/recording';
import { updateRecording } from './api/updateRecording';

const withMedia: readonly RecordingStatus[] = ['ready', 'processing'];
const withoutMedia: readonly RecordingStatus[] = ['error', 'uploading', 'processing'];

/** Brings a recording back from the archive. It goes back only to the status that it had, which nobody but the server knows for sure. */
export async function restoreRecording({ id, fileBytes }: Pick<Recording, 'id' | 'fileBytes'>): Promise<Recording> {
  const candidates = fileBytes ? withMedia : withoutMedia;
  let refusal: unknown;
  for (const status of candidates) {
    try {
      return await updateRecording(id, { status });
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 422)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}
