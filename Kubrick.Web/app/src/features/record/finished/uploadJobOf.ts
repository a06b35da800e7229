import type { UploadJob } from '../../upload/UploadJob';
import { newRecordingOf } from '../chunks/newRecordingOf';
import type { RecordedInterview } from '../chunks/RecordedInterview';
import type { InterviewDetails } from '../details/InterviewDetails';
import { containerOf } from '../recorder/mimeTypes';
import { thumbnailOf } from './thumbnail';

/** What is to be uploaded of a finished recording. */
export function uploadJobOf({ about, media, keeper }: RecordedInterview, details: InterviewDetails): UploadJob {
  return {
    file: media.blob,
    contentType: containerOf(about.mimeType),
    duration: about.seconds,
    recordingId: about.recordingId,
    thumbnail: () => thumbnailOf(media.blob),
    onCreated: recordingId => keeper.note({ recordingId }),
    // The copy goes only when the server has the whole recording. One that cannot be removed is offered at the next visit, which then finds it stored.
    onDone: status => void (status === 'ready' ? keeper.discard() : keeper.release()).catch(() => undefined),
    recording: newRecordingOf({ ...about, ...details }, 'video'),
  };
}
