import type { NewRecording } from '../../recordings/api/createRecording';
import { containerOf } from '../recorder/mimeTypes';
import type { KeptRecording } from './KeptRecording';

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
