import { ApiError } from '../../api/errors';
import type { Recording, RecordingStatus } from './api/recording';
import { updateRecording } from './api/updateRecording';

const withMedia: readonly RecordingStatus[] = ['ready', 'processing', 'error', 'uploading'];
const withoutMedia: readonly RecordingStatus[] = ['error', 'uploading', 'processing', 'ready'];

/** Restores an archived recording. The server accepts only the status it had before, which the app can only guess. */
export async function restoreRecording({ id, fileBytes }: Pick<Recording, 'id' | 'fileBytes'>): Promise<Recording> {
  const candidates = fileBytes ? withMedia : withoutMedia;
  let rejection: unknown;
  for (const status of candidates) {
    try {
      return await updateRecording(id, { status });
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 422)) throw error;
      rejection = error;
    }
  }
  throw rejection;
}
