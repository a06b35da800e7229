import type { UploadJob } from '../upload/UploadJob';
import { containerOf } from './mimeTypes';
import type { RecordedInterview } from './RecordedInterview';
import type { InterviewDetails } from './Studio';
import { thumbnailOf } from './thumbnail';

/** What is to be uploaded of a finished recording. */
export function uploadJobOf({ about, media, keeper }: RecordedInterview, details: InterviewDetails): UploadJob {
  const title = details.title.trim();
  const mimeType = containerOf(about.mimeType);
  return {
    file: media.blob,
    contentType: mimeType,
    duration: about.seconds,
    recordingId: about.recordingId,
    thumbnail: () => thumbnailOf(media.blob),
    onCreated: recordingId => keeper.note({ recordingId }),
    recording: {
      ...(title !== '' && { title }),
      recorderName: details.recorderName.trim(),
      metadata: details.metadata,
      quality: about.quality,
      mimeType,
      playbackFormat: 'video',
      recordedAt: about.startedAt,
      sessionInfo: about.sessionInfo,
    },
  };
}
