import type { NewRecording } from '../../recordings/api/createRecording';
import { containerOf } from '../recorder/mimeTypes';
import type { RecordingInfo } from './RecordingInfo';

/** The attributes with which the recording is created on the server. */
export function newRecordingOf({ title, recorderName, ...info }: RecordingInfo, playbackFormat: NewRecording['playbackFormat']): NewRecording {
  return {
    ...(title.trim() !== '' && { title: title.trim() }),
    recorderName: recorderName.trim(),
    metadata: info.metadata,
    quality: info.quality,
    mimeType: containerOf(info.mimeType),
    playbackFormat,
    recordedAt: info.startedAt,
    sessionInfo: info.sessionInfo,
  };
}
