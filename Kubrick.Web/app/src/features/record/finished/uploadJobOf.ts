import type { UploadJob } from '../../upload/UploadJob';
import type { InterviewDetails } from '../details/InterviewDetails';
import type { FinishedRecording } from '../local/FinishedRecording';
import { newRecordingOf } from '../local/newRecordingOf';
import { containerOf } from '../recorder/mimeTypes';
import { thumbnailOf } from './thumbnail';

/** The upload of a finished recording. */
export function uploadJobOf({ info, media, copy }: FinishedRecording, details: InterviewDetails): UploadJob {
  return {
    file: media.blob,
    contentType: containerOf(info.mimeType),
    duration: info.seconds,
    recordingId: info.recordingId,
    thumbnail: () => thumbnailOf(media.blob),
    onCreated: recordingId => copy.updateInfo({ recordingId }),
    // The local copy is deleted only once the server has the whole recording. If that fails, the next visit offers it again and finds it stored.
    onDone: status => void (status === 'ready' ? copy.discard() : copy.release()).catch(() => undefined),
    recording: newRecordingOf({ ...info, ...details }, 'video'),
  };
}
