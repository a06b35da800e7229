import type { EndReason } from '../recorder/Recorder';
import type { LocalCopy } from './LocalCopy';
import type { RecordedMedia, RecordingInfo } from './RecordingInfo';

/** A recording that is over and waits to be uploaded. */
export interface FinishedRecording {
  readonly info: RecordingInfo;
  readonly media: RecordedMedia;
  readonly copy: LocalCopy;
  readonly endReason: EndReason;
  /** What was changed after the server was told, where the recording was streamed. */
  readonly changes?: Pick<RecordingInfo, 'title' | 'metadata'> | undefined;
}
