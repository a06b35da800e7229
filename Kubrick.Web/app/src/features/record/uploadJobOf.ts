import type { NewRecording } from '../recordings/api/createRecording';
import type { UploadJob } from '../upload/UploadJob';
import type { KeptRecording } from './chunks/KeptRecording';
import { containerOf } from './mimeTypes';
import type { RecordedInterview } from './RecordedInterview';
import type { InterviewDetails } from './Studio';
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
    recording: newRecordingOf({ ...about, ...details }, 'video'),
  };
}

/** The recording as the server is asked to make it. */
export function newRecordingOf({ title, recorderName, ...about }: KeptRecording, playbackFormat: NewRecording['playbackFormat']): NewRecording {
  return {
    ...(title.trim() !== '' && { title: title.trim() }),
    recorderName: recorderName.trim(),
    metadata: about.metadata,
    quality: about.quality,
    mimeType: containerOf(about.mimeType),
    playbackFormat,
    recordedAt: about.startedAt,
    sessionInfo: about.sessionInfo,
  };
}
