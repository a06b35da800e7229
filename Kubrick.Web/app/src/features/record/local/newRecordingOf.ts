import type { NewRecording } from '../../recordings/api/createRecording';
import { maxNameLength, maxTitleLength, storableLine, storableMetadata } from '../details/detailLimits';
import { containerOf } from '../recorder/mimeTypes';
import type { RecordingDetails, RecordingInfo } from './RecordingInfo';

/** The details that can change, as the server stores them. An empty title is one that the server derives. */
export function storableDetails({ title, metadata }: RecordingDetails): RecordingDetails {
  return { title: storableLine(title, maxTitleLength), metadata: storableMetadata(metadata) };
}

/** The attributes with which the recording is created on the server. A journal may have details that the server would refuse. */
export function newRecordingOf({ recorderName, ...info }: RecordingInfo, playbackFormat: NewRecording['playbackFormat']): NewRecording {
  const { title, metadata } = storableDetails(info);
  return {
    ...(title !== '' && { title }),
    recorderName: storableLine(recorderName, maxNameLength),
    metadata,
    quality: info.quality,
    mimeType: containerOf(info.mimeType),
    playbackFormat,
    recordedAt: info.startedAt,
    sessionInfo: info.sessionInfo,
  };
}
