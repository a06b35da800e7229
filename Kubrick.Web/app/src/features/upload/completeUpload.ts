import { ApiError } from '../../api/errors';
import { type RecordingChanges, updateRecording } from '../recordings/api/updateRecording';
import { type CompletedFile, completeChunked } from './api/completeChunked';
import type { UploadContext } from './UploadContext';
import { arePausesRefused } from './uploadErrors';

/** Sends the details that changed. A refused edit is not worth failing an upload whose bytes are stored. */
export async function sendChanges(context: UploadContext, recordingId: string, changes: RecordingChanges): Promise<void> {
  try {
    await context.callApi(signal => updateRecording(recordingId, changes, signal));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

/** Declares what the whole file is, and completes the upload. Refused pauses are not worth failing it, either. @returns The recording's status. */
export async function completeUpload(context: UploadContext, recordingId: string, file: CompletedFile): Promise<string> {
  const complete = async (declared: CompletedFile) => await context.callApi(signal => completeChunked(recordingId, declared, signal));
  try {
    return await complete(file);
  } catch (error) {
    if (!file.pauses || !arePausesRefused(error)) throw error;
    return await complete({ ...file, pauses: null });
  }
}
